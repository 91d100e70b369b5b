"""The partitions on hold, as the control topic has them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Any

from aiokafka import TopicPartition

from agents.stage import Record
from schemas.codec import encode
from schemas.control import ControlRow, Hold, Tally, control_key
from schemas.rejection import Reason
from schemas.topics import CONTROL
from streams.kafka.reader import OffsetRange, OffsetRanges
from streams.operate.holds import read_holds
from streams.operate.session import Progress, Session, ignore_progress
from streams.settings import Settings


class ControlTopic(Session):
    """A session whose control topic holds these keys and values."""

    def __init__(self, *rows: tuple[bytes | None, bytes | None]) -> None:
        super().__init__(Settings())
        self.partition_counts = {CONTROL.full_name(self.settings.prefix): 1}
        self._rows = rows

    async def ranges(
        self, places: Iterable[TopicPartition], since: int | None = None, until: int | None = None
    ) -> dict[TopicPartition, OffsetRange]:
        assert (since, until) == (None, None)
        return {place: OffsetRange(0, len(self._rows)) for place in places}

    async def records(self, wanted: OffsetRanges, on_progress: Progress = ignore_progress) -> AsyncIterator[Any]:
        for place in wanted:
            for offset, (key, value) in enumerate(self._rows):
                yield Record(place.topic, place.partition, offset, 0, key, value)
                on_progress(1)


def row(it: ControlRow) -> tuple[bytes, bytes]:
    return control_key(it), encode(it)


def hold(partition: int, offset: int = 7) -> Hold:
    return Hold(topic="s.pages.raw.v1", partition=partition, stage="split", offset=offset, refused=9, last=Reason.PAGE_NUL.value)


async def test_the_last_row_of_each_partition_counts_in_order_of_partition() -> None:
    tally = Tally(topic="s.pages.raw.v1", partition=0, offset=3, refused=1)
    kafka = ControlTopic(row(hold(2)), row(tally), row(hold(1)), row(hold(2, offset=9)))
    assert await read_holds(kafka) == [hold(1), hold(2, offset=9)]


async def test_a_tombstone_lifts_a_hold_and_a_later_row_sets_it_again() -> None:
    lifted = (control_key(hold(1)), None)
    assert await read_holds(ControlTopic(row(hold(1)), lifted)) == []
    assert await read_holds(ControlTopic(row(hold(1)), lifted, row(hold(1)))) == [hold(1)]


async def test_foreign_records_are_ignored() -> None:
    kafka = ControlTopic((None, b"x"), (b"hold|s.pages.raw.v1|1", b"{broken"), (b"other", None), row(hold(0)))
    assert await read_holds(kafka) == [hold(0)]
