"""`silkwire resume` lists each source once: how many pages wait, since when, and why."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Any, cast

import pytest
from aiokafka import TopicPartition

from agents.origin import Origin
from agents.stage import Record
from schemas.codec import encode
from schemas.control import ControlRow, Park, Unparked, control_key
from schemas.topics import CONTROL, PAGES_PARKED
from streams.kafka.admin import Admin
from streams.kafka.reader import OffsetRange, OffsetRanges
from streams.operate.parked import list_parked
from streams.operate.session import Progress, Session, ignore_progress
from streams.parked_page import parked_record
from streams.settings import Settings

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


async def test_a_source_has_one_line_for_all_its_partitions_and_what_was_replayed_does_not_wait() -> None:
    rows = [
        park("b", 0, 50), park("b", 1, 40, "page.blank"), park("a", 0, 70),
        Unparked(topic=PARKED, partition=0, source="b", offset=3), Unparked(topic=PARKED, partition=1, source="gone", offset=9),
    ]  # fmt: skip
    pages = [
        page("b", 0, 2, 20), page("b", 0, 3, 90), page("b", 1, 0, 80), page("gone", 1, 8, 10), page("stray", 1, 9, 60),
        Record(PARKED, 0, 5, 0, None, b"of another program"),
    ]  # fmt: skip
    found = await list_parked(Topics(rows, pages))
    assert [(it.source, len(it.parks), it.waiting, it.since, it.last) for it in found] == [
        ("a", 1, 0, 70, "page.nul"), ("b", 2, 2, 40, "page.nul"), ("stray", 0, 1, 60, ""),
    ]  # fmt: skip
    assert found[1].summary(60_040) == "b in 2 partitions for 1 min, last page.nul"


@pytest.mark.parametrize(
    ("offset", "topic_id", "waiting"),
    [(3, "new", 1), (3, "", 1), (3, "old", 2), (END, "", 0), (END + 1, "", 2)],
    ids=["its own", "an id not known", "of a topic made again", "all is done", "above the end of the log"],
)
async def test_a_note_on_pages_parked_counts_only_for_the_topic_that_it_is_about(
    offset: int, topic_id: str, waiting: int
) -> None:
    note = Unparked(topic=PARKED, partition=0, source="b", offset=offset, topic_id=topic_id)
    found = await list_parked(Topics([note], [page("b", 0, 2, 20), page("b", 0, 3, 90)]))
    assert sum(it.waiting for it in found) == waiting
