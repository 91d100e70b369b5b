"""A worker that stops by SIGSTOP just before its second record batch of rates leaves: python late_worker.py PLACE.

handed    before aiokafka gets the record batch
numbered  aiokafka has it, and gives it its number next
"""

from __future__ import annotations

import os
import signal
import sys
from itertools import count
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.producer.message_accumulator import MessageAccumulator

from schemas.topics import FX_RATES
from streams.settings import load
from streams.worker.process import run

RATES = FX_RATES.full_name(load().prefix)
SECOND = 2

handed = count(1)


def stop() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def at_the_hand_over() -> None:
    send = AIOKafkaProducer.send_batch

    async def stop_and_send(self: AIOKafkaProducer, batch: Any, topic: str, *, partition: int) -> Any:
        if topic == RATES and next(handed) == SECOND:
            stop()
        return await send(self, batch, topic, partition=partition)

    AIOKafkaProducer.send_batch = stop_and_send


def at_the_number() -> None:
    drain, seen = MessageAccumulator.drain_by_nodes, set[int]()

    def stop_and_drain(self: MessageAccumulator, *args: Any, **kwargs: Any) -> Any:
        for place, batches in list(self._batches.items()):
            if place.topic == RATES and id(batches[0]) not in seen:
                seen.add(id(batches[0]))
                if next(handed) == SECOND:
                    stop()
        return drain(self, *args, **kwargs)

    MessageAccumulator.drain_by_nodes = stop_and_drain


if __name__ == "__main__":
    {"handed": at_the_hand_over, "numbered": at_the_number}[sys.argv[1]]()
    run(load())
