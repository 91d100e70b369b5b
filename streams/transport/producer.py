"""Faust's producer: idempotent, it sends lists of records and awaits the broker.

Overridden (faust-streaming 0.15.3):
  _settings_extra                    every replica acknowledges, and retries send nothing twice

Private methods of Faust and aiokafka that are used:
  Producer._ensure_producer          aiokafka's producer, once it has started
  AIOKafkaClient._wait_on_metadata   how many partitions a topic has, as aiokafka's own send asks
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from zlib import crc32

from aiokafka.errors import KafkaError
from faust.transport.drivers import aiokafka as driver

from streams.errors import DeliveryFailed

__all__ = ["BatchProducer", "Sent", "WireRecord"]

WireHeaders = list[tuple[str, bytes | None]]
Place = tuple[str, int]


WireRecord = tuple[str, int | None, bytes | None, bytes, WireHeaders]
"""Topic, partition, key, value and headers of a record to send.

Partition None: by the CRC32 of the key, as librdkafka's `consistent` partitioner does. aiokafka's own takes 8 us per
key in Python, more than everything else in a hop. It is a plain tuple: a named one costs a tenth of a hop.
"""


Sent = list[asyncio.Task[None]]
"""The record batches that hold the records of a call: each ends when the broker has acknowledged it."""


class BatchProducer(driver.Producer):
    """Sends the records of a batch as whole record batches, with one future per record batch."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._partitions: dict[str, int] = {}
        self._waiting: dict[Place, tuple[Any, asyncio.Task[None]]] = {}
        self._turns: defaultdict[Place, asyncio.Lock] = defaultdict(asyncio.Lock)

    def _settings_extra(self) -> Mapping[str, Any]:
        return {"acks": "all", "enable_idempotence": True}

    async def put(self, records: Iterable[WireRecord]) -> Sent:
        """Put the records into record batches; return what `delivered` awaits.

        Records of a partition keep their order, within a call and from call to call. A record batch takes more
        records, also of later calls, until it is its turn to be sent.
        """
        counts, sent = self._partitions, Sent()
        batches: dict[Place, Any] = {}
        with _failing():
            for topic, partition, key, value, headers in records:
                if topic not in counts:
                    counts[topic] = await self._count(topic)
                place = (topic, crc32(key or b"") % counts[topic] if partition is None else partition)
                batch = batches.get(place)
                if batch is None:
                    batch = batches[place] = self._open(place, sent)
                if batch.append(key=key, value=value, timestamp=None, headers=headers) is None:
                    batch = batches[place] = self._open(place, sent)  # an empty one takes a record of any size
                    batch.append(key=key, value=value, timestamp=None, headers=headers)
        return sent

    async def delivered(self, sent: Sent) -> None:
        """Return once the broker has acknowledged every record of a `put`.

        Raises DeliveryFailed for an error that aiokafka's own retries could not cure.
        """
        with _failing():
            await asyncio.gather(*sent)

    def _open(self, place: Place, sent: Sent) -> Any:
        """Return the partition's record batch that still takes records; `sent` will await it."""
        batch, task = self._waiting.get(place, (None, None))
        if batch is None or task is None or batch.closed():
            batch = self._ensure_producer().create_batch()
            task = asyncio.create_task(self._send(place, batch))
            self._waiting[place] = batch, task
        sent.append(task)
        return batch

    async def _count(self, topic: str) -> int:
        client = self._ensure_producer().client
        await client._wait_on_metadata(topic)  # noqa: SLF001
        return len(client.cluster.partitions_for_topic(topic))

    async def _send(self, place: Place, batch: Any) -> None:
        """Queue a record batch in its turn, then await the acknowledgement."""
        async with self._turns[place]:
            batch.close()
            if self._waiting[place][0] is batch:
                del self._waiting[place]
            acknowledged = await self._ensure_producer().send_batch(batch, place[0], partition=place[1])
        await acknowledged


@contextmanager
def _failing() -> Iterator[None]:
    """Raise DeliveryFailed for what the broker did not accept."""
    try:
        yield
    except (KafkaError, TimeoutError) as error:
        what = f"{type(error).__name__}: {error}"
        raise DeliveryFailed(f"the broker did not accept an output ({what}); its batch stays uncommitted") from error
