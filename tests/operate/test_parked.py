"""`silkwire resume` lists each source once: how many pages wait, since when, and why."""

from __future__ import annotations

import pytest

from agents.stage import Record
from schemas.control import Unparked
from streams.operate.parked import list_parked
from tests.operate.parked_topics import END, PARKED, Topics, page, park


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
