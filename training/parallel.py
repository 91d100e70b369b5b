"""Calls functions in several processes, with the same results as in one process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, TypeVar

__all__ = ["each", "each_fold"]

PROCESSES = min(2, os.cpu_count() or 1)
"""Number of processes. Each process copies the rows that it trains on, about 2 GB."""

T = TypeVar("T")

_inherited_call: Callable[[int], Any] | None = None
"""The function that forked processes call. The processes inherit the function and its arrays without a copy."""


def each(call: Callable[[int], T], count: int, chunk: int = 1) -> Iterator[T]:
    """Yield `call(0)` to `call(count - 1)` in order, computed in several processes."""
    with _inherited(call), get_context("fork").Pool(PROCESSES) as pool:
        yield from pool.imap(_call, range(count), chunk)


def each_fold(fit: Callable[[int | None], T], folds: int, advance: Callable[[], None]) -> Iterator[T]:
    """Yield `fit(fold)` for every fold in order, then `fit(None)`. Call `advance` once per result."""
    for result in each(lambda n: fit(n if n < folds else None), folds + 1):
        advance()
        yield result


@contextmanager
def _inherited(call: Callable[[int], Any]) -> Iterator[None]:
    global _inherited_call  # noqa: PLW0603  forked processes see it
    _inherited_call = call
    try:
        yield
    finally:
        _inherited_call = None


def _call(number: int) -> Any:
    if _inherited_call is None:
        msg = "only processes that `each` started may call this"
        raise RuntimeError(msg)
    return _inherited_call(number)
