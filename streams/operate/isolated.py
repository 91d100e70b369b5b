"""Runs a function in a process of its own: what ends or hangs that process does not end this one."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

__all__ = ["Died", "run_apart"]

T = TypeVar("T")


class Died(Exception):  # noqa: N818  a verdict on what was run
    """The process ended, or was ended, before the function returned."""


def run_apart(function: Callable[..., T], *arguments: object, seconds: float) -> T:
    """Return what the function returns; Died where its process ends, or takes longer than this.

    Function, arguments and result travel by pickle; the process starts from nothing.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_tell, args=(theirs, function, arguments), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(seconds):
            raise Died(f"it took longer than {seconds:g} s")
        result: T = ours.recv()
    except EOFError:
        process.join()
        raise Died(f"it ended its process with {process.exitcode}") from None
    finally:
        process.kill()
        process.join()
        ours.close()
    return result


def _tell(pipe: Connection, function: Callable[..., Any], arguments: tuple[object, ...]) -> None:
    pipe.send(function(*arguments))
