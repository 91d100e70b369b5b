"""How the CPU time of some work grows with its input: what a busy machine does not change."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count

__all__ = ["LINEAR", "cpu_seconds", "growth"]

LINEAR = 3.0
"""Work in proportion to its input takes 2 times as long for the whole as for the half, quadratic work 4 times."""

TRIES = 7
LEAST_SECONDS = 0.002
"""What is measured takes as long at least; shorter work is done several times."""


def growth(work: Callable[[str], object], half: str, whole: str) -> float:
    """Return how many times the CPU time of the half the whole takes, by the fastest of a few runs of each.

    It stops at the first try below LINEAR.
    """
    work(half)  # what is made once, caches and compiled expressions, is no part of it
    times = next(number for number in (4**power for power in count()) if _seconds(work, half, number) >= LEAST_SECONDS)
    fastest = [_seconds(work, half, times), _seconds(work, whole, times)]
    for _ in range(TRIES):
        if fastest[1] < LINEAR * fastest[0]:
            break
        fastest = [min(fastest[0], _seconds(work, half, times)), min(fastest[1], _seconds(work, whole, times))]
    return fastest[1] / fastest[0]


def cpu_seconds(work: Callable[[str], object], text: str) -> float:
    """Return the CPU time of some work, by the fastest of a few runs: the rest of the machine disturbs it least."""
    return min(_seconds(work, text, 1) for _ in range(TRIES))


def _seconds(work: Callable[[str], object], text: str, times: int) -> float:
    started = time.process_time()
    for _ in range(times):
        work(text)
    return time.process_time() - started
