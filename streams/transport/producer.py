"""Faust's producer, made idempotent. It sends lists of records and waits until the broker has acknowledged them.

A record batch is the unit in which Kafka sends and stores records. It is not the batch that an agent gets.

The outputs of a generation are sent only while the generation serves (lease.py). A record batch has outputs of one
generation. It is checked when aiokafka gets it, and again before each request (sender.py). Once a generation is over, it
serves never again. So after the first record batch that is dropped, nothing of its generation follows.

Overridden (faust-streaming 0.15.3):
  _settings_extra                    all in-sync replicas acknowledge a record, and a retry writes no record twice
  _new_producer                      its sender must ask the lease

Private methods of Faust and aiokafka that are used:
  Producer._ensure_producer          returns aiokafka's producer; raises an error before its start
  AIOKafkaClient._wait_on_metadata   waits until the client knows the partitions of a topic
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from faust.transport.drivers import aiokafka as driver

from streams.errors import DeliveryFailed
from streams.kafka.partitioner import Partitioner
from streams.transport.lease import GenerationOver, Lease
from streams.transport.sender import LeasedSender

__all__ = ["BatchProducer", "Sent", "WireRecord"]

WireHeaders = list[tuple[str, bytes | None]]
Place = tuple[str, int]


WireRecord = tuple[str, int | Partitioner, bytes, bytes, WireHeaders]
"""A record to send: topic, partition, key, value and headers.

Instead of a partition it can have the partitioner of the topic, which selects one by the key. A WireRecord is a plain tuple,
because a named tuple would make the work on a record a tenth slower.
"""


Sent = list[asyncio.Task[None]]
"""One task per record batch that has records of a call of `put`.

A task ends when the broker has acknowledged its record batch. It raises GenerationOver if the record batch is dropped.
"""


class BatchProducer(driver.Producer):
    """Packs the outputs of batches into record batches and sends them, with one task per record batch."""

    lease: Lease
    """Is set before the start."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._partitions: dict[str, int] = {}
        self._waiting: dict[Place, tuple[Any, asyncio.Task[None]]] = {}
        self._turns: defaultdict[Place, asyncio.Lock] = defaultdict(asyncio.Lock)

    def _settings_extra(self) -> Mapping[str, Any]:
        return {"acks": "all", "enable_idempotence": True}

    def _new_producer(self, transactional_id: str | None = None) -> AIOKafkaProducer:
        producer = super()._new_producer(transactional_id)
        LeasedSender(producer, self.lease)
        return producer

    async def put(self, records: Iterable[WireRecord], generation: int) -> Sent:
        """Put the records into record batches, and return the tasks that send them. `delivered` awaits the tasks.

        `generation` is the assignment of the batch whose outputs the records are.

        Records of a partition keep their order, within a call and between calls. A later call may add records to a
        record batch until that record batch is sent. Raises DeliveryFailed if Kafka reports an error.
        """
        counts, sent = self._partitions, Sent()
        batches: dict[Place, Any] = {}
        with _failing():
            for topic, where, key, value, headers in records:
                if topic not in counts:
                    counts[topic] = await self._count(topic)
                place = (topic, where(key, counts[topic]) if callable(where) else where)
                batch = batches.get(place)
                if batch is None:
                    batch = batches[place] = self._open(place, generation, sent)
                if batch.append(key=key, value=value, timestamp=None, headers=headers) is None:
                    batch = batches[place] = self._open(place, generation, sent)  # an empty batch takes any size
                    batch.append(key=key, value=value, timestamp=None, headers=headers)
        return sent

    async def delivered(self, sent: Sent) -> None:
        """Return once the broker has acknowledged every record of a `put`.

        Raises GenerationOver if records were dropped, because the generation no longer serves. Raises DeliveryFailed for an
        error that aiokafka's own retries did not resolve.
        """
        with _failing():
            await asyncio.gather(*sent)

    def _open(self, place: Place, generation: int, sent: Sent) -> Any:
        """Return a record batch of the partition and generation that still accepts records, and add its task to `sent`."""
        batch, task = self._waiting.get(place, (None, None))
        if batch is None or task is None or batch.closed() or batch.generation != generation:
            batch = self._ensure_producer().create_batch()
            batch.generation = generation  # aiokafka keeps the batch until it is sent
            task = asyncio.create_task(self._send(place, batch))
            self._waiting[place] = batch, task
        sent.append(task)
        return batch

    async def _count(self, topic: str) -> int:
        client = self._ensure_producer().client
        await client._wait_on_metadata(topic)  # noqa: SLF001
        return len(client.cluster.partitions_for_topic(topic))

    async def _send(self, place: Place, batch: Any) -> None:
        """Give a record batch to aiokafka after all earlier ones of its partition; then await the acknowledgement."""
        async with self._turns[place]:
            serves = await self.lease.serves(batch.generation)
            batch.close()
            if self._waiting[place][0] is batch:
                del self._waiting[place]
            if not serves:
                raise GenerationOver
            acknowledged = await self._ensure_producer().send_batch(batch, place[0], partition=place[1])
        await acknowledged


@contextmanager
def _failing() -> Iterator[None]:
    """Convert an error or a timeout of Kafka into DeliveryFailed."""
    try:
        yield
    except (KafkaError, TimeoutError) as error:
        what = f"{type(error).__name__}: {error}"
        raise DeliveryFailed(f"the broker did not accept an output ({what}); its batch stays uncommitted") from error
