"""No record is skipped: what a fetch took and nobody got is read again."""

from __future__ import annotations

import pytest
from faust.types import TP
from hypothesis import given
from hypothesis import strategies as st

from streams.transport.positions import Action, FetchDecision, Position, Positions

PAGES = TP("pages", 0)


class Truncated(Exception):  # noqa: N818
    """Retention deleted records that were never read."""


class Reader:
    """Reads a log of offsets by the decisions of a position, through fetches that may get lost."""

    def __init__(self, log: list[int], committed: int | None) -> None:
        self.log, self.next = log, committed or 0
        self.position = Position()
        self.position.begin(committed)
        self.accepted: list[int] = []
        self.read_from: list[int | None] = []

    def fetch(self, count: int, *, lost: bool) -> None:
        if self.position.lost:
            self.follow(self.position.read_again(self.log[0]), [])
        offsets = [offset for offset in self.log if offset >= self.next][:count]
        if offsets:
            self.next = self.position.given = offsets[-1] + 1
            if not lost:
                self.accept(offsets)

    def accept(self, offsets: list[int]) -> None:
        decision = self.position.decide(offsets[0])
        if decision.action is Action.ASK:
            decision = self.position.decide(offsets[0], self.log[0])
        self.follow(decision, offsets)

    def follow(self, decision: FetchDecision, offsets: list[int]) -> None:
        match decision.action:
            case Action.TRUNCATED:
                raise Truncated(f"{self.position.expected} to {decision.offset - 1}")
            case Action.READ_AGAIN:
                self.position.given, self.next = None, decision.offset
            case _:
                following = [offset for offset in offsets if offset >= decision.offset]
                self.accepted += following
                for offset in following:
                    self.read_from.append(self.position.expected)
                    self.position.accepted(offset)


def read(log: list[int], committed: int | None, fetches: list[tuple[int, bool]]) -> Reader:
    reader = Reader(log, committed)
    for count, lost in [*fetches, *[(len(log), False)] * 2]:
        reader.fetch(count, lost=lost)
    return reader


@pytest.mark.parametrize(
    ("expected", "first", "log_start", "decision"),
    [
        (5, 5, None, FetchDecision(Action.ACCEPT, 5)),
        (5, 3, None, FetchDecision(Action.ACCEPT, 5)),
        (5, 7, None, FetchDecision(Action.ASK, 7)),
        (5, 7, 0, FetchDecision(Action.READ_AGAIN, 5)),
        (5, 7, 5, FetchDecision(Action.READ_AGAIN, 5)),
        (5, 7, 6, FetchDecision(Action.TRUNCATED, 6)),
        (5, 7, 7, FetchDecision(Action.TRUNCATED, 7)),
        (None, 0, None, FetchDecision(Action.ASK, 0)),
        (None, 0, 0, FetchDecision(Action.ACCEPT, 0)),
        (None, 4, 4, FetchDecision(Action.ACCEPT, 4)),
        (None, 7, 4, FetchDecision(Action.READ_AGAIN, 4)),
        (None, 4, 6, FetchDecision(Action.ACCEPT, 4)),  # deleted since the fetch, which has them
    ],
)
def test_the_first_offset_of_a_fetch_decides(
    expected: int | None, first: int, log_start: int | None, decision: FetchDecision
) -> None:
    assert Position(expected).decide(first, log_start) == decision


def test_a_gap_is_accepted_only_if_a_second_fetch_finds_the_same_one() -> None:
    position = Position(5)
    assert position.decide(9, 0) == FetchDecision(Action.READ_AGAIN, 5)
    assert position.decide(7, 0) == FetchDecision(Action.READ_AGAIN, 5)
    assert position.decide(9, 0) == FetchDecision(Action.READ_AGAIN, 5)
    assert position.decide(9, 0) == FetchDecision(Action.ACCEPT, 9)


@pytest.mark.parametrize("forget", [lambda it: it.begin(5), lambda it: it.rewind(5)], ids=["assignment", "rewind"])
def test_a_gap_that_was_seen_before_an_assignment_or_a_rewind_proves_nothing(forget: object) -> None:
    position = Position(5)
    position.decide(9, 0)
    forget(position)  # type: ignore[operator]
    assert position.decide(9, 0) == FetchDecision(Action.READ_AGAIN, 5)


@pytest.mark.parametrize(
    ("expected", "taken", "lost"),
    [(5, None, False), (5, 5, False), (5, 6, True), (None, None, False), (None, 1, True), (9, 6, False)],
)
def test_a_fetch_is_lost_if_it_took_more_than_was_accepted(expected: int | None, taken: int | None, lost: bool) -> None:
    assert Position(expected, given=taken).lost is lost


@pytest.mark.parametrize(
    ("expected", "log_start", "decision"),
    [
        (None, 4, FetchDecision(Action.READ_AGAIN, 4)),
        (5, 4, FetchDecision(Action.READ_AGAIN, 5)),
        (5, 5, FetchDecision(Action.READ_AGAIN, 5)),
        (5, 6, FetchDecision(Action.TRUNCATED, 6)),
    ],
)
def test_a_lost_fetch_is_read_again_from_what_is_expected(expected: int | None, log_start: int, decision: FetchDecision) -> None:
    assert Position(expected).read_again(log_start) == decision


@pytest.mark.parametrize(("committed", "expected"), [(None, None), (-1, None), (0, 0), (7, 7)])
def test_an_assignment_begins_at_the_commit(committed: int | None, expected: int | None) -> None:
    position = Position(99)
    position.begin(committed)
    assert position.expected == expected


def test_a_rewind_makes_void_what_was_fetched_before_it() -> None:
    position = Position(20, given=20)
    position.rewind(3)
    assert (position.expected, position.rewinds, position.lost) == (3, 1, True)


def test_the_consumer_and_its_thread_have_the_same_position_of_a_partition() -> None:
    positions = Positions()
    assert positions[PAGES] is positions[PAGES]


@given(
    log=st.lists(st.integers(0, 60), min_size=1, unique=True).map(sorted),
    fetches=st.lists(st.tuples(st.integers(1, 8), st.booleans()), max_size=12),
    begun=st.booleans(),
)
def test_every_record_is_read_once_and_in_order_whichever_fetches_are_lost(
    log: list[int], fetches: list[tuple[int, bool]], begun: bool
) -> None:
    committed = log[len(log) // 2] if begun else 0
    assert read(log, committed or None, fetches).accepted == [offset for offset in log if offset >= committed]


def test_records_that_a_lost_fetch_took_come_before_the_ones_after_them() -> None:
    assert read(list(range(20)), 5, [(4, False), (6, True), (5, False)]).accepted == list(range(5, 20))


def test_the_first_records_of_a_log_are_read_though_nothing_was_committed_yet() -> None:
    assert read(list(range(20)), None, [(6, True)]).accepted == list(range(20))


def test_a_partition_without_a_commit_has_none_though_its_first_fetch_was_lost() -> None:
    reader = read([4, 5, 6], None, [(2, True)])
    assert list(zip(reader.accepted, reader.read_from, strict=True)) == [(4, None), (5, 5), (6, 6)]


def test_a_gap_in_the_log_itself_is_passed_once_a_second_fetch_finds_it_again() -> None:
    assert read([0, 1, 5, 6, 9], None, [(2, False)]).accepted == [0, 1, 5, 6, 9]


def test_records_deleted_unread_stop_the_reading_with_the_offsets_to_look_at() -> None:
    with pytest.raises(Truncated, match="3 to 6"):
        read([7, 8, 9], 3, [])


def test_the_last_records_of_a_log_are_read_though_none_come_after_them() -> None:
    assert read(list(range(20)), 5, [(10, False), (10, True)]).accepted == list(range(5, 20))
