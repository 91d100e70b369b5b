"""Results of several processors come in order, and errors reach the caller."""

from __future__ import annotations

import os

import pytest

from training.parallel import _call, each, each_fold


def _inverse(number: int) -> float:
    return 60 / (number - 3)


@pytest.mark.parametrize("chunk", [1, 2, 50])
def test_results_come_in_order_and_calls_see_what_they_refer_to(chunk: int) -> None:
    words = [f"word {number}" for number in range(9)]
    assert list(each(lambda number: words[number], len(words), chunk)) == words
    assert list(each(lambda number: words[number], 0, chunk)) == []


def test_calls_run_in_other_processes() -> None:
    assert os.getpid() not in set(each(lambda _: os.getpid(), 4))


def test_an_error_of_a_call_is_raised_and_later_calls_work() -> None:
    with pytest.raises(ZeroDivisionError):
        list(each(_inverse, 6))
    assert list(each(_inverse, 3)) == [-20.0, -30.0, -60.0]


def test_every_fold_comes_in_order_and_all_rows_last() -> None:
    calls: list[str] = []
    fits = each_fold(lambda fold: "all" if fold is None else f"fold {fold}", 3, lambda: calls.append("done"))
    assert list(fits) == ["fold 0", "fold 1", "fold 2", "all"]
    assert calls == ["done"] * 4


def test_a_call_outside_of_such_work_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="each"):
        _call(0)
