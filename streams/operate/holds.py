"""The holds as an operator sees them: read from the control topic, lifted by tombstones."""

from __future__ import annotations

from collections.abc import Sequence

from aiokafka import AIOKafkaProducer

from schemas.control import Hold, Tally, control_key
from schemas.topics import CONTROL
from streams.control.topic import ControlLog
from streams.kafka.connection import connection
from streams.settings import Settings

__all__ = ["held", "lift"]


async def held(settings: Settings) -> list[Hold]:
    """Return all partitions on hold, by topic and partition."""
    control = ControlLog(settings, CONTROL.full_name(settings.prefix))
    await control.start()
    try:
        await control.caught_up()
        return sorted(control.rows(Hold), key=lambda hold: (hold.topic, hold.partition))
    finally:
        await control.stop()


async def lift(settings: Settings, holds: Sequence[Hold]) -> None:
    """Let partitions go on with a fresh balance; returns once the broker has it."""
    producer = AIOKafkaProducer(**connection(settings), enable_idempotence=True)
    await producer.start()
    try:
        for hold in holds:
            tally = Tally(topic=hold.topic, partition=hold.partition, offset=hold.offset, refused=0)
            for row in (tally, hold):  # the hold last: whoever sees it lifted sees the balance gone
                await producer.send_and_wait(CONTROL.full_name(settings.prefix), None, key=control_key(row), partition=0)
    finally:
        await producer.stop()
