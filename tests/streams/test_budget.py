"""A partition may refuse some records; one that refuses more than it takes is stopped in time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agents.stage import Outcome
from schemas.control import Tally
from schemas.rejection import Reason, Refused
from streams.control.breaker import RejectBudget

BAD = Refused(Reason.PAGE_NUL)
verdicts = st.lists(st.sampled_from([Outcome.TAKEN, Outcome.REPEATED, BAD]), max_size=200)


def tally(budget: RejectBudget, offset: int) -> Tally:
    return Tally(topic="pages", partition=0, offset=offset, refused=budget.refused(0))


def test_a_hundred_refusals_in_a_row_reach_a_limit_of_a_hundred() -> None:
    budget = RejectBudget(100)
    for _ in range(99):
        budget.count(0, [BAD])
    assert budget.over(0) is None
    budget.count(0, [BAD])
    assert budget.over(0) is Reason.PAGE_NUL


def test_a_topic_with_a_third_of_bad_records_goes_on_for_ever() -> None:
    budget = RejectBudget(5)
    for _ in range(1000):
        budget.count(0, [BAD, Outcome.TAKEN, Outcome.TAKEN])
        assert budget.over(0) is None


def test_a_topic_with_two_thirds_of_bad_records_is_stopped() -> None:
    budget = RejectBudget(50)
    rounds = 0
    while not budget.over(0):
        budget.count(0, [BAD, BAD, Outcome.TAKEN])
        rounds += 1
    assert rounds in {49, 50}


@given(outcomes=verdicts, limit=st.integers(1, 20))
def test_batches_as_wide_as_the_room_never_run_over_the_limit(outcomes: list[Outcome | Refused], limit: int) -> None:
    budget = RejectBudget(limit)
    while outcomes and not budget.over(0):
        room = budget.room(0)
        budget.count(0, outcomes[:room])
        outcomes = outcomes[room:]
        assert budget.refused(0) <= limit


@given(outcomes=verdicts, seen=st.integers(0, 200), again=st.integers(0, 200))
def test_a_crash_never_makes_a_balance_larger_than_it_was(outcomes: list[Outcome | Refused], seen: int, again: int) -> None:
    """What was counted past the commit is taken back, for those records come again."""
    seen = min(seen, len(outcomes))
    again = min(again, seen)
    calm, crashed = RejectBudget(1000), RejectBudget(1000)
    calm.count(0, outcomes[:seen])
    noted = tally(calm, seen)
    crashed.open(0, noted)
    crashed.begin_at(0, seen - again, noted)
    crashed.count(0, outcomes[seen - again :])
    calm.count(0, outcomes[seen:])
    assert crashed.refused(0) <= calm.refused(0)


def test_ten_crashes_among_bad_records_alone_lose_nothing_of_the_balance() -> None:
    noted, offset = None, 0
    for _ in range(10):
        budget = RejectBudget(100)
        budget.open(0, noted)
        budget.begin_at(0, offset, noted)
        budget.count(0, [BAD] * 10)
        noted = tally(budget, offset + 10)
        offset += 7  # the last three were not committed
    assert noted is not None
    assert noted.refused == noted.offset


def test_an_operator_who_resumes_gives_the_partition_a_fresh_balance() -> None:
    budget = RejectBudget(3)
    budget.count(0, [BAD] * 3)
    budget.reset(0)
    assert (budget.over(0), budget.room(0)) == (None, 3)
