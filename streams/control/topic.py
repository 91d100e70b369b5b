"""The control topic as a worker sees it: read to its end on assignment, followed ever after."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from schemas.codec import decode, encode
from schemas.control import KINDS, Attempt, ControlRow, Hold, Tally, control_key
from schemas.rejection import Refused
from streams.kafka.connection import connection, patiently
from streams.settings import Settings

__all__ = ["ControlLog"]

log = logging.getLogger("silkwire.control")

Place = tuple[str, int]
R = TypeVar("R", bound=ControlRow)


class ControlLog:
    """The last row of each kind and partition; rows are put through a producer of its own."""

    def __init__(self, settings: Settings, topic: str) -> None:
        self._settings = settings
        self.topic = topic
        self._place = TopicPartition(topic, 0)
        self._rows: dict[tuple[str, str, int], ControlRow] = {}
        self._consumer: AIOKafkaConsumer | None = None
        self._producer: AIOKafkaProducer | None = None
        self._following: asyncio.Task[None] | None = None
        self._moved = asyncio.Condition()
        self._position = 0
        self.on_resumed: list[Callable[[Place], None]] = []
        """Called with a partition whose hold an operator has lifted."""

    async def start(self) -> None:
        """Connect and begin to follow the topic."""
        self._consumer = AIOKafkaConsumer(
            **connection(self._settings), auto_offset_reset="earliest", enable_auto_commit=False, fetch_max_wait_ms=250
        )
        self._producer = AIOKafkaProducer(**connection(self._settings), enable_idempotence=True, linger_ms=0)
        await asyncio.gather(self._consumer.start(), self._producer.start())
        self._consumer.assign([self._place])
        self._position = (await self._consumer.beginning_offsets([self._place]))[self._place]
        self._following = asyncio.create_task(self._follow(self._consumer))

    async def stop(self) -> None:
        """Stop following; what was put is acknowledged already."""
        if self._following is not None:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)
        for client in (self._consumer, self._producer):
            if client is not None:
                await client.stop()

    @property
    def failure(self) -> BaseException | None:
        """Why the topic is no longer followed; None as long as it is."""
        task = self._following
        return task.exception() if task is not None and task.done() and not task.cancelled() else None

    async def put(self, rows: Iterable[ControlRow]) -> None:
        """Write rows and return once the broker has them; raises KafkaError where it will not."""
        if self._producer is not None:
            sent = [await self._producer.send(self.topic, encode(row), key=control_key(row), partition=0) for row in rows]
            await asyncio.gather(*sent)

    async def caught_up(self) -> None:
        """Return once all that the topic holds now has been read."""
        if (consumer := self._consumer) is None:
            return
        end = (await patiently(f"where {self.topic} ends", lambda: consumer.end_offsets([self._place])))[self._place]
        async with self._moved:
            await self._moved.wait_for(lambda: self._position >= end or self.failure is not None)

    def row(self, kind: type[R], topic: str, partition: int) -> R | None:
        """Return the last row of a kind for a partition."""
        row = self._rows.get((kind.__name__, topic, partition))
        return row if isinstance(row, kind) else None

    def rows(self, kind: type[R]) -> list[R]:
        """Return the last row of a kind for every partition."""
        return [row for row in self._rows.values() if isinstance(row, kind)]

    def hold(self, topic: str, partition: int) -> Hold | None:
        """Return the hold on a partition."""
        return self.row(Hold, topic, partition)

    def tally(self, topic: str, partition: int) -> Tally | None:
        """Return the balance last noted for a partition."""
        return self.row(Tally, topic, partition)

    def attempt(self, topic: str, partition: int) -> Attempt | None:
        """Return what was last being done with a partition."""
        return self.row(Attempt, topic, partition)

    async def _follow(self, consumer: AIOKafkaConsumer) -> None:
        while True:
            fetched = await consumer.getmany(timeout_ms=500)
            for record in fetched.get(self._place, []):
                self.take(record.key, record.value)
            async with self._moved:
                self._position = await consumer.position(self._place)
                self._moved.notify_all()

    def take(self, key: bytes | None, value: bytes | None) -> None:
        """Take in a record of the topic; what is not ours is logged and passed over."""
        kind, topic, partition = _parsed(key)
        if kind is None:
            log.error("the control topic %s holds a record with a foreign key; it is passed over", self.topic)
            return
        place = (kind.__name__, topic, partition)
        if not value:
            if self._rows.pop(place, None) is not None and kind is Hold:
                for resumed in self.on_resumed:
                    resumed((topic, partition))
            return
        try:
            self._rows[place] = decode(kind, value)
        except Refused as refusal:
            log.error("the control topic %s holds a record that is no %s: %s", self.topic, kind.__name__, refusal.detail)  # noqa: TRY400


def _parsed(key: bytes | None) -> tuple[type[ControlRow] | None, str, int]:
    kind, _, rest = (key or b"").decode("utf-8", "replace").partition("|")
    topic, _, number = rest.rpartition("|")
    return (KINDS.get(kind) if number.isascii() and number.isdigit() else None), topic, int(number) if number.isdigit() else -1
