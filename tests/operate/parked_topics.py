"""Topics of a broker in memory, with parked pages: for tests of the commands that resume sources."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Any, cast

from aiokafka import TopicPartition

from agents.origin import Origin
from agents.stage import Record
from schemas.codec import encode
from schemas.control import ControlRow, Park, control_key
from schemas.topics import CONTROL, PAGES_PARKED
from streams.kafka.admin import Admin
from streams.kafka.reader import OffsetRange, OffsetRanges
from streams.operate.session import Progress, Session, ignore_progress
from streams.parked_page import parked_record
from streams.settings import Settings

__all__ = ["END", "PARKED", "RAW", "ROWS", "Topics", "page", "park"]

END = 99
RAW = "silkwire.pages.raw.v1"
PARKED, ROWS = PAGES_PARKED.full_name("silkwire."), CONTROL.full_name("silkwire.")


class Topics(Session):
    """A session whose control topic has these rows, and whose pages.parked has these records."""

    def __init__(self, rows: Iterable[ControlRow], pages: Iterable[Record]) -> None:
        super().__init__(Settings())
        self.partition_counts, self.topic_ids = {ROWS: 1, PARKED: 2}, {PARKED: "new"}
        self.rows = {control_key(row): encode(row) for row in rows}
        self.pages = list(pages)
        self.admin = cast(Admin, None)

    async def ranges(
        self, places: Iterable[TopicPartition], since: int | None = None, until: int | None = None
    ) -> dict[TopicPartition, OffsetRange]:
        assert (since, until) == (None, None)
        return {place: OffsetRange(0, END) for place in places}

    async def records(self, wanted: OffsetRanges, on_progress: Progress = ignore_progress) -> AsyncIterator[Any]:
        rows = [Record(ROWS, 0, at, 0, key, value) for at, (key, value) in enumerate(self.rows.items())]
        for record in [*rows, *self.pages]:
            if TopicPartition(record.topic, record.partition) in wanted:
                yield record
                on_progress(1)


def park(source: str, partition: int, arrival: int, last: str = "page.nul") -> Park:
    return Park(topic=RAW, partition=partition, source=source, offset=1, refused=5, last=last, arrival=arrival)


def page(source: str, partition: int, offset: int, arrival: int) -> Record:
    """Return a parked page at this place of pages.parked."""
    first = Record(RAW, partition, offset, arrival, b"", b"text")
    *_, headers = parked_record("silkwire.", first, Origin(RAW, partition, offset, arrival, source))
    return Record(PARKED, partition, offset, arrival, b"", b"text", tuple((name, text or b"") for name, text in headers))
