"""The thread that talks to the broker for the consumer.

Overridden (faust-streaming 0.15.3):
  _fetch_records               notes what each fetch took out of aiokafka's buffer
  _create_worker_consumer      sets how long the broker holds an empty fetch

Private attributes of others that are used:
  AIOKafkaConsumer._fetch_max_wait_ms       Faust fixes it at 1500 ms
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from streams.transport.positions import Positions

__all__ = ["ConsumerThread"]

FETCH_WAIT_MS = 100
"""How long the broker holds an empty fetch. Faust's 1.5 s delay a partition that was left out of one."""


class ConsumerThread(driver.AIOKafkaConsumerThread):
    """Faust's thread, which notes in `positions` how far each partition was taken out of aiokafka's buffer.

    A fetch that a rebalance or a stop cuts short has taken records, too.
    """

    def __init__(self, *args: Any, positions: Positions, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._positions = positions

    async def _fetch_records(self, *args: Any, **kwargs: Any) -> Mapping[Any, list[Any]]:
        fetched = await super()._fetch_records(*args, **kwargs)
        for tp, records in fetched.items():
            self._positions[TP(tp.topic, tp.partition)].given = records[-1].offset + 1
        return fetched

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS  # noqa: SLF001
        return consumer
