"""Faust's producer, idempotent, sending lists of records and awaiting the broker."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from zlib import crc32

from aiokafka.errors import KafkaError
from faust.transport.drivers import aiokafka as driver

from streams.exits import DeliveryFailed

__all__ = ["BatchProducer", "WireRecord"]

WireHeaders = list[tuple[str, bytes | None]]
Place = tuple[str, int]


WireRecord = tuple[str, int | None, bytes | None, bytes, WireHeaders]
"""Topic, partition, key, value, headers of a record as it goes out.

Partition None: by the CRC32 of the key, as librdkafka's `consistent` partitioner does.
aiokafka's own takes 8 us a key in Python, more than all else a hop does. A plain tuple:
a named one costs a tenth of a hop.
"""


class BatchProducer(driver.Producer):
    """Sends a batch's records as whole record batches, one future a record batch."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._partitions: dict[str, int] = {}
        self._turns: defaultdict[Place, asyncio.Lock] = defaultdict(asyncio.Lock)

    def _settings_extra(self) -> Mapping[str, Any]:
        return {"acks": "all", "enable_idempotence": True}

    async def deliver(self, records: Iterable[WireRecord]) -> None:
        """Send the records and return once the broker has acknowledged every one.

        Records of a partition keep their order, within a call and from call to call. Raises
        DeliveryFailed for what aiokafka's own retries could not cure.
        """
        try:
            batches = await self._build(records)
            await asyncio.gather(*(self._send(*item) for item in batches.items()))
        except (KafkaError, TimeoutError) as error:
            what = f"{type(error).__name__}: {error}"
            raise DeliveryFailed(f"the broker did not take an output ({what}); its batch stays uncommitted") from error

    async def _build(self, records: Iterable[WireRecord]) -> dict[Place, list[Any]]:
        """Put the records into record batches, by topic and partition."""
        create = self._ensure_producer().create_batch
        counts = self._partitions
        built: dict[Place, list[Any]] = {}
        for topic, partition, key, value, headers in records:
            if topic not in counts:
                counts[topic] = await self._count(topic)
            place = (topic, crc32(key or b"") % counts[topic] if partition is None else partition)
            batches = built.get(place)
            if batches is None:
                batches = built[place] = [create()]
            if batches[-1].append(key=key, value=value, timestamp=None, headers=headers) is None:
                batches.append(create())  # an empty record batch takes a record of any size
                batches[-1].append(key=key, value=value, timestamp=None, headers=headers)
        return built

    async def _count(self, topic: str) -> int:
        client = self._ensure_producer().client
        await client._wait_on_metadata(topic)  # noqa: SLF001  as aiokafka's own send does
        return len(client.cluster.partitions_for_topic(topic))

    async def _send(self, place: Place, batches: list[Any]) -> None:
        """Queue the record batches of a partition in turn, then await their acknowledgements."""
        producer, futures = self._ensure_producer(), []
        async with self._turns[place]:
            for batch in batches:
                batch.close()
                futures.append(await producer.send_batch(batch, place[0], partition=place[1]))
        await asyncio.gather(*futures)
