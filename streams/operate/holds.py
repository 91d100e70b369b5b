"""Reads which partitions are on hold from the control topic, and lifts holds by tombstones."""

from __future__ import annotations

from collections.abc import Sequence

from aiokafka import AIOKafkaProducer

from schemas.control import Hold, Tally, control_key
from schemas.topics import CONTROL
from streams.kafka.connection import connection
from streams.operate.control_rows import read_control, rows_of
from streams.operate.session import Session

__all__ = ["lift", "read_holds"]


async def read_holds(kafka: Session) -> list[Hold]:
    """Return the Hold of every partition on hold, sorted by topic and partition."""
    holds = rows_of(Hold, await read_control(kafka), "hold|")
    return sorted(holds, key=lambda hold: (hold.topic, hold.partition))


async def lift(kafka: Session, holds: Sequence[Hold]) -> None:
    """Lift holds, and set the reject balance of their partitions to zero. Return once the broker has both."""
    topic = CONTROL.full_name(kafka.settings.prefix)
    producer = AIOKafkaProducer(**connection(kafka.settings), enable_idempotence=True)
    await producer.start()
    try:
        for hold in holds:
            tally = Tally(topic=hold.topic, partition=hold.partition, offset=hold.offset, refused=0)
            for row in (tally, hold):  # the hold last: a worker that reads that it is lifted has already read the new balance
                await producer.send_and_wait(topic, None, key=control_key(row), partition=0)
    finally:
        await producer.stop()
