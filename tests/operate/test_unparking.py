"""The first thing that `silkwire resume SOURCE` does: it asks each worker to let the source in, until all have done so."""

from __future__ import annotations

from typing import Self

import pytest
from aiokafka import TopicPartition

from schemas.codec import encode
from schemas.control import ControlRow, Park, Unparked, control_key
from streams.errors import NotConfirmed
from streams.kafka.groups import Group, Member
from streams.operate import unparking
from streams.operate.unparking import let_in
from tests.operate.parked_topics import PARKED, Topics, page, park


class Worker:
    """A worker, and the writer of a command: it removes the row of each source that the command asks it to let in."""

    def __init__(self, kafka: Topics) -> None:
        self.kafka = kafka
        self.asked: list[Park] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def row(self, row: ControlRow) -> None:
        self.kafka.rows[control_key(row)] = encode(row)
        if isinstance(row, Park) and row.resuming and row.last != "deaf":
            self.asked.append(row)
            del self.kafka.rows[control_key(row)]

    async def note(self, place: TopicPartition, offset: int, *, unfinished: bool) -> None:
        note = Unparked(topic=place.topic, partition=place.partition, source="a", offset=offset, unfinished=unfinished)
        await self.row(note)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Worker]:
    """Serve every command by a worker of the group; the list has the workers."""
    workers: list[Worker] = []

    def writer(kafka: Topics, _source: str) -> Worker:
        workers.append(Worker(kafka))
        return workers[-1]

    async def group(*_: object) -> Group:
        return Group("silkwire", "Stable", (Member("client", "host", frozenset()),))

    monkeypatch.setattr(unparking, "_Writer", writer)
    monkeypatch.setattr(unparking, "describe_group", group)
    return workers


async def test_a_row_that_an_earlier_command_has_written_is_written_again(served: list[Worker]) -> None:
    asked = park("a", 0, 50).model_copy(update={"resuming": True})
    kafka = Topics([asked, park("a", 1, 50), park("b", 1, 50)], [page("a", 0, 2, 20)])
    await let_in(kafka, "a", 60)
    assert [it.partition for it in served[0].asked] == [0, 1]
    assert control_key(park("b", 1, 50)) in kafka.rows
    assert control_key(Unparked(topic=PARKED, partition=0, source="a", offset=0)) in kafka.rows


async def test_a_worker_that_does_not_answer_in_time_is_named(served: list[Worker]) -> None:
    kafka = Topics([park("a", 0, 50), park("a", 1, 50, "deaf")], [])
    with pytest.raises(NotConfirmed, match=r"a in silkwire\.pages\.raw\.v1\[1\]:"):
        await let_in(kafka, "a", 0.1)
    assert [it.partition for it in served[0].asked] == [0]
