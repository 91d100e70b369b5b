"""Runs a function in a separate process: if that process ends or hangs, this one goes on."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

__all__ = ["ProcessEnded", "run_isolated"]

T = TypeVar("T")


class ProcessEnded(Exception):  # noqa: N818  a result of what was run
    """The process ended, or was killed, before the function returned."""


def run_isolated(function: Callable[..., T], *arguments: object, seconds: float) -> T:
    """Return what the function returns; ProcessEnded if its process ends first, or takes longer than `seconds`.

    Function, arguments and result are pickled; the process starts empty (spawn).
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send_result, args=(sender, function, arguments), daemon=True)
    process.start()
    sender.close()
    try:
        if not receiver.poll(seconds):
            raise ProcessEnded(f"it took longer than {seconds:g} s")
        result: T = receiver.recv()
    except EOFError:
        process.join()
        raise ProcessEnded(f"it ended its process with {process.exitcode}") from None
    finally:
        process.kill()
        process.join()
        receiver.close()
    return result


def _send_result(pipe: Connection, function: Callable[..., Any], arguments: tuple[object, ...]) -> None:
    pipe.send(function(*arguments))
