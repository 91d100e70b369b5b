"""Follows the control topic. On each assignment, the worker waits until the topic has been read to its end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from faust.types import TP

from schemas.codec import decode, encode
from schemas.control import KINDS, Attempt, ControlRow, Hold, Mark, SourceRow, Tally, control_key, partition_number
from schemas.rejection import Rejection
from streams.control.parks import ParkRows
from streams.kafka.connection import connection, retry_until_answered
from streams.kafka.start_position import KnownOffset
from streams.settings import Settings

__all__ = ["ControlLog"]

log = logging.getLogger("silkwire.control")

Place = tuple[str, int]
R = TypeVar("R", bound=ControlRow)


class ControlLog:
    """Keeps the last control row of each kind and input partition, and writes rows with its own producer."""

    def __init__(self, settings: Settings, topic: str) -> None:
        self._settings = settings
        self.topic = topic
        self._place = TopicPartition(topic, 0)
        self._rows: dict[tuple[str, str, int], ControlRow] = {}
        self.parks = ParkRows()
        self._consumer: AIOKafkaConsumer | None = None
        self._producer: AIOKafkaProducer | None = None
        self._following: asyncio.Task[None] | None = None
        self._moved = asyncio.Condition()
        self._position = 0
        self.on_resumed: list[Callable[[Place], None]] = []
        """Functions to call when an operator resumes a held partition. They get the partition's topic and number."""

    async def start(self) -> None:
        """Connect to the broker, and begin to follow the control topic."""
        self._consumer = AIOKafkaConsumer(
            **connection(self._settings), auto_offset_reset="earliest", enable_auto_commit=False, fetch_max_wait_ms=250
        )
        self._producer = AIOKafkaProducer(**connection(self._settings), enable_idempotence=True, linger_ms=0)
        await asyncio.gather(self._consumer.start(), self._producer.start())
        self._consumer.assign([self._place])
        self._position = (await self._consumer.beginning_offsets([self._place]))[self._place]
        self._following = asyncio.create_task(self._follow(self._consumer))

    async def stop(self) -> None:
        """Stop following the topic, and close the clients. No row is lost: `put` returns after the broker has its rows."""
        if self._following is not None:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)
        for client in (self._consumer, self._producer):
            if client is not None:
                await client.stop()

    @property
    def failure(self) -> BaseException | None:
        """Return the error that ended the reading of the topic, or None if there was no error."""
        task = self._following
        return task.exception() if task is not None and task.done() and not task.cancelled() else None

    async def put(self, rows: Iterable[ControlRow]) -> None:
        """Write rows; return once the broker has acknowledged them. Raises KafkaError."""
        if self._producer is not None:
            sent = [await self._producer.send(self.topic, encode(row), key=control_key(row), partition=0) for row in rows]
            await asyncio.gather(*sent)

    async def remove(self, rows: Iterable[ControlRow]) -> None:
        """Write a tombstone for each row; return once the broker has acknowledged them. Raises KafkaError."""
        if self._producer is not None:
            sent = [await self._producer.send(self.topic, None, key=control_key(row), partition=0) for row in rows]
            await asyncio.gather(*sent)

    async def caught_up(self) -> None:
        """Wait until the topic has been read up to its current end, or until the reading has failed."""
        if (consumer := self._consumer) is None:
            return
        end = (await retry_until_answered(f"where {self.topic} ends", lambda: consumer.end_offsets([self._place])))[self._place]
        async with self._moved:
            await self._moved.wait_for(lambda: self._position >= end or self.failure is not None)

    def row(self, kind: type[R], topic: str, partition: int) -> R | None:
        """Return the last row of a kind for a partition, or None if there is none."""
        row = self._rows.get((kind.__name__, topic, partition))
        return row if isinstance(row, kind) else None

    def rows(self, kind: type[R]) -> list[R]:
        """Return the last rows of a kind, one for each partition that has such a row."""
        return [row for row in self._rows.values() if isinstance(row, kind)]

    def hold(self, topic: str, partition: int) -> Hold | None:
        """Return the hold on a partition, or None if the partition is not held."""
        return self.row(Hold, topic, partition)

    def tally(self, topic: str, partition: int) -> Tally | None:
        """Return the last balance that was written for a partition, or None if there is none."""
        return self.row(Tally, topic, partition)

    def attempt(self, topic: str, partition: int) -> Attempt | None:
        """Return the last attempt that was written for a partition, or None if there is none."""
        return self.row(Attempt, topic, partition)

    def mark(self, topic: str, partition: int) -> Mark | None:
        """Return the last mark of this worker's group for a partition, or None if there is none."""
        return self.row(Mark, f"{self._settings.group}|{topic}", partition)

    async def note_offsets(self, offsets: Mapping[TP, KnownOffset], *, back: bool = False) -> None:
        """Write a mark for each partition whose next offset or topic differs from the group's last mark.

        Unless `back` is set, a mark never goes back: another worker has the partition then, and is further.
        """
        marks = []
        for tp, (offset, known_id, _) in offsets.items():
            last = self.mark(tp.topic, tp.partition)
            topic_id = known_id or (last.topic_id if last else "")
            if last is None or last.topic_id != topic_id or offset > last.offset or (back and offset < last.offset):
                new = Mark(topic=tp.topic, partition=tp.partition, group=self._settings.group, offset=offset, topic_id=topic_id)
                marks.append(new)
        await self.put(marks)

    async def _follow(self, consumer: AIOKafkaConsumer) -> None:
        while True:
            fetched = await consumer.getmany(timeout_ms=500)
            for record in fetched.get(self._place, []):
                self.take(record.key, record.value)
            async with self._moved:
                self._position = await consumer.position(self._place)
                self._moved.notify_all()

    def take(self, key: bytes | None, value: bytes | None) -> None:
        """Apply a record of the topic. A tombstone removes the row of its key.

        A record with an unknown key or an invalid value is logged and skipped.
        """
        if self.parks.take(key, value):
            return
        kind, topic, partition = _parsed(key)
        if kind is None:
            log.error("the control topic %s holds a record with an unknown key; the record is skipped", self.topic)
            return
        place = (kind.__name__, topic, partition)
        if not value:
            if self._rows.pop(place, None) is not None and kind is Hold:
                for resumed in self.on_resumed:
                    resumed((topic, partition))
            return
        try:
            self._rows[place] = decode(kind, value)
        except Rejection as rejection:
            log.error("the control topic %s holds a record that is no %s: %s", self.topic, kind.__name__, rejection.detail)  # noqa: TRY400


def _parsed(key: bytes | None) -> tuple[type[ControlRow] | None, str, int]:
    """Return the kind, the topic and the partition that a key names; None in place of the kind if it names none.

    The key of a fact about a source is none of these: `ParkRows` reads it.
    """
    kind, _, rest = (key or b"").decode("utf-8", "replace").partition("|")
    topic, _, digits = rest.rpartition("|")
    number, model = partition_number(digits), KINDS.get(kind)
    if number is None or model is None or issubclass(model, SourceRow):
        return None, topic, -1
    return model, topic, number
