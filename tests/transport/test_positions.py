"""No record is skipped: what a fetch took and nobody got is read again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from faust.types import TP
from hypothesis import given
from hypothesis import strategies as st

from streams.transport.positions import Action, FetchDecision, Position, Positions

PAGES = TP("pages", 0)


class Stopped(Exception):  # noqa: N818
    """The log does not have the expected offset."""


class Reader:
    """Reads a log of offsets by the decisions of a position, through fetches that may get lost.

    Offsets below `end` that the log does not have are transaction markers: a fetch passes them.
    """

    def __init__(self, log: list[int], start: int, *, joins: bool = True, end: int = 0) -> None:
        self.log, self.next, self.end = log, start, max(end, log[-1] + 1)
        self.position = Position()
        self.position.begin(start, joins=joins)
        self.accepted: list[int] = []
        self.read_from: list[int | None] = []

    def fetch(self, count: int, *, lost: bool) -> None:
        if self.position.lost:
            self.read_again()
        offsets = [offset for offset in self.log if offset >= self.next][:count]
        if offsets:
            self.next = self.position.given = offsets[-1] + 1
        if not offsets or offsets[-1] == self.log[-1]:
            self.next = max(self.next, self.end)
        self.position.reached = self.next
        if offsets and not lost:
            self.accept(offsets)
        if not lost:
            self.position.pass_gap()

    def accept(self, offsets: list[int]) -> None:
        decision = self.position.decide(offsets[0])
        if decision.action is Action.ASK:
            decision = self.position.decide(offsets[0], self.log[0])
        match decision.action:
            case Action.STOP:
                raise Stopped(f"{self.position.expected} to {decision.offset - 1}")
            case Action.READ_AGAIN:
                self.read_again()
            case _:
                for offset in offsets:
                    if offset >= decision.offset:
                        self.accepted.append(offset)
                        self.read_from.append(self.position.read_from)
                        self.position.accepted(offset)

    def read_again(self) -> None:
        self.next = self.position.read_again()


def read(log: list[int], start: int, fetches: list[tuple[int, bool]], *, end: int = 0) -> Reader:
    reader = Reader(log, start, end=end)
    for count, lost in [*fetches, *[(len(log), False)] * 2]:
        reader.fetch(count, lost=lost)
    return reader


@pytest.mark.parametrize(
    ("first", "log_start", "decision"),
    [
        (5, None, FetchDecision(Action.ACCEPT, 5)),
        (7, None, FetchDecision(Action.ASK, 7)),
        (7, 0, FetchDecision(Action.READ_AGAIN, 5)),
        (7, 5, FetchDecision(Action.READ_AGAIN, 5)),
        (7, 6, FetchDecision(Action.STOP, 6)),
        (7, 7, FetchDecision(Action.STOP, 7)),
    ],
)
def test_the_first_offset_of_a_fetch_decides(first: int, log_start: int | None, decision: FetchDecision) -> None:
    assert Position(5).decide(first, log_start) == decision


@pytest.mark.parametrize(
    ("sought", "action"),
    [(None, Action.STOP), (4, Action.STOP), (3, Action.ACCEPT), (2, Action.ACCEPT)],
    ids=["no seek", "a seek to a higher offset", "a seek to the first record", "a seek to a lower offset"],
)
def test_records_below_the_expected_offset_stop_the_worker_unless_it_has_sought_there(sought: int | None, action: Action) -> None:
    assert Position(5, sought=sought).decide(3).action is action


def test_a_seek_explains_lower_records_only_until_records_were_accepted() -> None:
    position = Position()
    position.begin(5)
    assert position.decide(5).action is Action.ACCEPT
    position.accepted(9)
    assert position.decide(5) == FetchDecision(Action.STOP, 5)


def test_a_gap_is_accepted_only_if_a_second_fetch_finds_the_same_one() -> None:
    position = Position(5)
    assert position.decide(9, 0) == FetchDecision(Action.READ_AGAIN, 5)
    assert position.decide(7, 0) == FetchDecision(Action.READ_AGAIN, 5)
    assert position.decide(9, 0) == FetchDecision(Action.READ_AGAIN, 5)
    assert position.decide(9, 0) == FetchDecision(Action.ACCEPT, 9)


@pytest.mark.parametrize("again", [lambda it: it.begin(5), lambda it: it.rewind(5)], ids=["assignment", "rewind"])
def test_a_gap_that_was_seen_before_an_assignment_or_a_rewind_proves_nothing(again: Callable[[Position], None]) -> None:
    position = Position(5)
    position.decide(9, 0)
    again(position)
    assert position.decide(9, 0) == FetchDecision(Action.READ_AGAIN, 5)


@pytest.mark.parametrize(
    ("expected", "taken", "lost"),
    [(5, None, False), (5, 5, False), (5, 6, True), (None, None, False), (None, 1, False), (9, 6, False)],
)
def test_a_fetch_is_lost_if_it_took_more_than_was_accepted(expected: int | None, taken: int | None, lost: bool) -> None:
    assert Position(expected, given=taken).lost is lost


@pytest.mark.parametrize(
    ("expected", "given", "reached", "after"),
    [(5, 5, 9, 9), (5, None, 9, 9), (5, 7, 9, 5), (5, 5, None, 5), (5, 5, 3, 5), (None, None, 9, None)],
    ids=["markers", "markers alone", "records that nobody got", "no fetch", "a reset", "no start position"],
)
def test_a_position_passes_offsets_without_records_but_no_record_that_nobody_got(
    expected: int | None, given: int | None, reached: int | None, after: int | None
) -> None:
    position = Position(expected, given=given, reached=reached)
    position.pass_gap()
    assert position.expected == after


def test_a_partition_expects_nothing_between_its_assignment_and_its_start_position() -> None:
    position = Position()
    position.begin(7, topic_id="first")
    position.accepted(9)
    position.forget()
    assert (position.expected, position.lost) == (None, False)


def test_a_late_fetch_of_the_assignment_before_is_read_again() -> None:
    position = Position()
    position.begin(3)
    position.forget()
    position.given = position.reached = 9  # it took records between the seek and the start
    position.begin(5)
    position.pass_gap()
    assert (position.expected, position.lost) == (5, True)


@pytest.mark.parametrize(("joins", "read_from"), [(True, 4), (False, None)])
def test_the_first_batch_of_a_partition_that_was_never_read_covers_nothing_before_it(joins: bool, read_from: int | None) -> None:
    reader = Reader([4, 5, 6], 4, joins=joins)
    reader.fetch(2, lost=True)
    reader.fetch(3, lost=False)
    assert list(zip(reader.accepted, reader.read_from, strict=True)) == [(4, read_from), (5, 5), (6, 6)]


def test_a_batch_after_markers_covers_the_log_from_the_record_before_them() -> None:
    reader = Reader([0, 1], 0, end=4)
    reader.fetch(2, lost=False)
    assert reader.position.expected == 4
    reader.log += [4, 5]
    reader.fetch(2, lost=False)
    assert reader.read_from == [0, 1, 2, 5]


def test_a_rewind_makes_void_what_was_fetched_before_it() -> None:
    position = Position(20, given=20)
    position.rewind(3)
    assert (position.expected, position.read_from, position.rewinds, position.lost) == (3, 3, 1, True)


def test_the_consumer_and_its_thread_have_the_same_position_of_a_partition() -> None:
    positions = Positions()
    assert positions[PAGES] is positions[PAGES]


@given(
    log=st.lists(st.integers(0, 60), min_size=1, unique=True).map(sorted),
    fetches=st.lists(st.tuples(st.integers(1, 8), st.booleans()), max_size=12),
    half=st.booleans(),
    markers=st.integers(0, 3),
)
def test_every_record_is_read_once_and_in_order_whichever_fetches_are_lost(
    log: list[int], fetches: list[tuple[int, bool]], half: bool, markers: int
) -> None:
    start = log[len(log) // 2] if half else log[0]
    reader = read(log, start, fetches, end=log[-1] + 1 + markers)
    assert reader.accepted == [offset for offset in log if offset >= start]
    assert reader.position.expected == reader.end


def test_records_that_a_lost_fetch_took_come_before_the_ones_after_them() -> None:
    assert read(list(range(20)), 5, [(4, False), (6, True), (5, False)]).accepted == list(range(5, 20))


def test_a_gap_in_the_log_itself_is_passed_once_a_second_fetch_finds_it_again() -> None:
    assert read([0, 1, 5, 6, 9], 0, [(2, False)]).accepted == [0, 1, 5, 6, 9]


def test_records_deleted_unread_stop_the_reading_with_the_offsets_to_look_at() -> None:
    with pytest.raises(Stopped, match="3 to 6"):
        read([7, 8, 9], 3, [])


def test_the_last_records_of_a_log_are_read_though_none_come_after_them() -> None:
    assert read(list(range(20)), 5, [(10, False), (10, True)]).accepted == list(range(5, 20))
