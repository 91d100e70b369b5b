"""No text makes a regular expression take more than its length in time: up to a megabyte, a second of CPU."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.architecture.adversary import attacks
from tests.architecture.regexes import Expression, expressions, unbound_calls

SIZES = (30, 1_000, 12_000)
MEGABYTE = 1_000_000
SLOWEST = 2
"""Of the texts to a pattern, so many are tried at full length: those that took longest at the size before."""

NANOSECONDS_A_CHARACTER = 1_500
"""Measured: 90 at worst; a step that is quadratic takes 10,000 at 12,000 characters."""
START_SECONDS = 0.01
HANGS = 5
"""Times the limit after which a match is broken off."""

FOUND = expressions()


class Hangs(Exception):  # noqa: N818  a verdict on a pattern
    """A match was broken off."""


@contextmanager
def broken_off(seconds: float) -> Iterator[None]:
    """Break a match off that takes so much CPU: the engine looks for signals as it goes."""

    def stop(*_: object) -> None:
        raise Hangs

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def asks(expression: Expression) -> list[Callable[[Any], object]]:
    pattern = expression.pattern
    if expression.scans:
        return [pattern.search, lambda text: sum(1 for _ in pattern.finditer(text))]
    return [pattern.match, pattern.fullmatch]


def limit(text: str) -> float:
    return START_SECONDS + len(text) * NANOSECONDS_A_CHARACTER / 1e9


def seconds_to(expression: Expression, text: str) -> float:
    given = text if isinstance(expression.pattern.pattern, str) else text.encode("latin-1", "replace")
    slowest = 0.0
    for ask in asks(expression):
        started = time.thread_time()
        with broken_off(HANGS * limit(text)):
            ask(given)
        slowest = max(slowest, time.thread_time() - started)
    return slowest


def too_slow(expression: Expression) -> str:
    """Return the beginning of a text that takes too long; empty where none does."""
    slowest: list[int] = []
    for size in (*SIZES, MEGABYTE):
        taken: dict[int, float] = {}
        for number, text in enumerate(attacks(expression.pattern, size)):
            if size == MEGABYTE and number not in slowest:
                continue
            try:
                taken[number] = seconds_to(expression, text)
                if taken[number] > limit(text) and seconds_to(expression, text) > limit(text):
                    return text[:60]
            except Hangs:
                return text[:60]
        slowest = sorted(taken, key=lambda number: taken[number], reverse=True)[:SLOWEST]
    return ""


def test_all_patterns_are_found_and_none_is_made_at_run_time() -> None:
    assert len(FOUND) >= 40
    assert unbound_calls() == []


@pytest.mark.parametrize("expression", FOUND, ids=lambda expression: expression.place)
def test_a_megabyte_takes_no_longer_a_character_than_a_line(expression: Expression) -> None:
    assert too_slow(expression) == ""


@pytest.mark.parametrize(
    "pattern",
    [r"(a+)+$", r"(?:x|xx)*y", r"\s*\s*$", r"\w+\d", r"[a-z]+[.]", r"(?:\w+\s?)*:", r"(.*),(.*);(.*)!"],
)
def test_patterns_that_are_known_to_be_slow_are_caught(pattern: str) -> None:
    assert too_slow(Expression("here", re.compile(pattern), scans=True)) != ""
