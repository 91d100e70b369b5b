"""No record is passed over: what a fetch took and gave to nobody is fetched again."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from itertools import chain
from typing import Any

import pytest
from faust.types import TP
from hypothesis import given
from hypothesis import strategies as st

from agents.stage import Record
from streams.errors import LogTruncated
from streams.transport import BatchConsumer
from streams.transport.inbox import TopicInbox

PAGES = TP("pages", 0)


class ReadingALog(BatchConsumer):
    """A consumer whose broker is a list of offsets, and whose fetches may get lost."""

    def __init__(self, log: list[int], committed: int | None) -> None:  # without Faust's: no app, no thread
        self.stored, self.at = log, committed or 0
        self._read_offset = defaultdict(lambda: None, {PAGES: committed})
        self._gaps = {}
        self.drawn: dict[TP, int] = {}
        self._inboxes = {"pages": TopicInbox("pages", 10, 10_000, on_room=lambda: None, take=lambda _: True)}

    @property
    def _given(self) -> dict[TP, int]:
        return self.drawn

    def _serves(self, _generation: int) -> bool:
        return True

    async def earliest_offsets(self, *partitions: TP) -> dict[TP, int]:
        return dict.fromkeys(partitions, self.stored[0])

    async def seek(self, partition: TP, offset: int) -> None:
        self.at = offset
        self._read_offset[partition] = offset or None  # as Faust does

    async def fetch(self, most: int, *, lost: bool) -> None:
        await self._take_up(PAGES, 1)
        offsets = [offset for offset in self.stored if offset >= self.at][:most]
        if offsets:
            self.at = self.drawn[PAGES] = offsets[-1] + 1
            if not lost:
                await self._accept(PAGES, [Record("pages", 0, offset, 0, None, b"") for offset in offsets], 1)

    def offsets(self) -> list[int]:
        queues: Any = self._inboxes["pages"]._queues.values()
        return [record.offset for batch in chain(*queues) for record in batch.records]


def read(log: list[int], committed: int | None, fetches: list[tuple[int, bool]]) -> list[int]:
    async def run() -> list[int]:
        consumer = ReadingALog(log, committed)
        for most, lost in [*fetches, *[(len(log), False)] * 2]:
            await consumer.fetch(most, lost=lost)
        return consumer.offsets()

    return asyncio.run(run())


@given(
    log=st.lists(st.integers(0, 60), min_size=1, unique=True).map(sorted),
    fetches=st.lists(st.tuples(st.integers(1, 8), st.booleans()), max_size=12),
    begun=st.booleans(),
)
def test_every_record_is_read_once_and_in_order_whatever_fetches_get_lost(
    log: list[int], fetches: list[tuple[int, bool]], begun: bool
) -> None:
    committed = log[len(log) // 2] if begun else 0
    assert read(log, committed or None, fetches) == [offset for offset in log if offset >= committed]


def test_records_that_a_lost_fetch_took_come_before_the_ones_after_them() -> None:
    assert read(list(range(20)), 5, [(4, False), (6, True), (5, False)]) == list(range(5, 20))


def test_the_first_records_of_a_log_are_read_though_nothing_was_committed_yet() -> None:
    assert read(list(range(20)), None, [(6, True)]) == list(range(20))


def test_a_hole_in_the_log_itself_is_passed_once_a_second_fetch_finds_it_again() -> None:
    assert read([0, 1, 5, 6, 9], None, [(2, False)]) == [0, 1, 5, 6, 9]


def test_records_deleted_before_they_were_read_end_the_worker_with_the_offsets_to_look_at() -> None:
    with pytest.raises(LogTruncated, match="offsets 3 to 6 were deleted"):
        read([7, 8, 9], 3, [])


def test_the_last_records_of_a_log_are_read_though_none_come_after_them() -> None:
    assert read(list(range(20)), 5, [(10, False), (10, True)]) == list(range(5, 20))
