"""A partition may refuse some records; one that refuses more than it takes is stopped in time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agents.stage import Outcome
from schemas.control import Tally
from schemas.rejection import Reason, Rejection
from streams.control.breaker import CircuitBreaker

BAD = Rejection(Reason.PAGE_NUL)
verdicts = st.lists(st.sampled_from([Outcome.PROCESSED, Outcome.DUPLICATE, BAD]), max_size=200)


def tally(breaker: CircuitBreaker, offset: int) -> Tally:
    return Tally(topic="pages", partition=0, offset=offset, refused=breaker.balance)


def test_a_hundred_refusals_in_a_row_reach_a_limit_of_a_hundred() -> None:
    breaker = CircuitBreaker(100)
    for _ in range(99):
        breaker.count([BAD])
    assert breaker.tripped() is None
    breaker.count([BAD])
    assert breaker.tripped() is Reason.PAGE_NUL


def test_a_topic_with_a_third_of_bad_records_is_never_stopped() -> None:
    breaker = CircuitBreaker(5)
    for _ in range(1000):
        breaker.count([BAD, Outcome.PROCESSED, Outcome.PROCESSED])
        assert breaker.tripped() is None


def test_a_topic_with_two_thirds_of_bad_records_is_stopped() -> None:
    breaker = CircuitBreaker(50)
    rounds = 0
    while not breaker.tripped():
        breaker.count([BAD, BAD, Outcome.PROCESSED])
        rounds += 1
    assert rounds in {49, 50}


@given(outcomes=verdicts, limit=st.integers(1, 20))
def test_batches_no_larger_than_the_capacity_never_exceed_the_limit(outcomes: list[Outcome | Rejection], limit: int) -> None:
    breaker = CircuitBreaker(limit)
    while outcomes and not breaker.tripped():
        capacity = breaker.capacity()
        breaker.count(outcomes[:capacity])
        outcomes = outcomes[capacity:]
        assert breaker.balance <= limit


@given(outcomes=verdicts, seen=st.integers(0, 200), again=st.integers(0, 200))
def test_a_crash_never_makes_a_balance_larger_than_it_was(outcomes: list[Outcome | Rejection], seen: int, again: int) -> None:
    """What was counted past the commit is taken back, for those records come again."""
    seen = min(seen, len(outcomes))
    again = min(again, seen)
    calm = CircuitBreaker(1000)
    calm.count(outcomes[:seen])
    noted = tally(calm, seen)
    crashed = CircuitBreaker(1000, noted)
    crashed.begin_at(seen - again, noted)
    crashed.count(outcomes[seen - again :])
    calm.count(outcomes[seen:])
    assert crashed.balance <= calm.balance


def test_ten_crashes_among_bad_records_alone_lose_nothing_of_the_balance() -> None:
    noted, offset = None, 0
    for _ in range(10):
        breaker = CircuitBreaker(100, noted)
        breaker.begin_at(offset, noted)
        breaker.count([BAD] * 10)
        noted = tally(breaker, offset + 10)
        offset += 7  # the last three were not committed
    assert noted is not None
    assert noted.refused == noted.offset


def test_an_operator_who_resumes_gives_the_partition_a_fresh_balance() -> None:
    breaker = CircuitBreaker(3)
    breaker.count([BAD] * 3)
    breaker.reset()
    assert (breaker.tripped(), breaker.capacity()) == (None, 3)
