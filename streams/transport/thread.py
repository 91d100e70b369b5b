"""The thread that talks to the broker for the consumer.

Overridden (faust-streaming 0.15.3):
  _fetch_records               records how far each fetch read
  _create_worker_consumer      sets how long the broker waits for records before it answers a fetch

Private attributes of aiokafka that are used:
  AIOKafkaConsumer._fetch_max_wait_ms       the time that the broker waits; Faust sets 1500 ms
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from streams.transport.positions import Positions

__all__ = ["ConsumerThread"]

FETCH_WAIT_MS = 100
"""How long the broker waits for a record before it answers a fetch, in ms.

A partition that is not part of the fetch must wait for the answer. With Faust's value this takes up to 1.5 s.
"""


class ConsumerThread(driver.AIOKafkaConsumerThread):
    """Faust's consumer thread, which also records in `positions` how far each fetch read.

    Even a fetch that a rebalance or a stop interrupts has taken records out of aiokafka's buffer.
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
