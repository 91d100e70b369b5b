"""Runs a function in a separate process. If that process crashes or hangs, the calling process goes on."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

__all__ = ["ProcessEnded", "run_isolated"]

T = TypeVar("T")


class ProcessEnded(Exception):  # noqa: N818  an expected result of what was run
    """The separate process ended, or was killed, before the function returned."""


def run_isolated(function: Callable[..., T], *arguments: object, seconds: float) -> T:
    """Run the function in a separate process, and return its result.

    Raises ProcessEnded if the process ends before the function returns, or if the function takes longer
    than `seconds`. The process is spawned as a new interpreter, so the function, its arguments and its
    result are pickled.
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
