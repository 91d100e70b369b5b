"""The row of a foreign consumer with the group's name: it gets no page, and no worker joins it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from confluent_kafka import Consumer, KafkaError

from schemas.topics import PAGES_RAW
from tests.faults.stage import Run

__all__ = ["stranger_joins"]

NAME = "a-foreign-consumer"
NOT_OUR_GROUP = 76
"""Exit code of a worker that meets a group of strangers."""

ASSIGNED = "it was given partitions"
REFUSED = "INCONSISTENT_GROUP_PROTOCOL"
PATIENCE_SECONDS = 60.0


class Stranger:
    """A consumer of librdkafka with its default assignors, as kcat and most clients have them."""

    def __init__(self, run: Run) -> None:
        self.fate = ""
        self._client = Consumer(
            {
                "bootstrap.servers": run.ground.direct,
                "group.id": run.settings.group,
                "client.id": NAME,
                "auto.offset.reset": "earliest",
                "enable.auto.commit": False,
                "log_level": 0,
                "error_cb": self._failed,
            }
        )
        self._client.subscribe([PAGES_RAW.full_name(run.settings.prefix)], on_assign=lambda *_: self._meet(ASSIGNED))

    def _failed(self, error: KafkaError) -> None:
        if error.code() == KafkaError.INCONSISTENT_GROUP_PROTOCOL:
            self._meet(REFUSED)

    def _meet(self, fate: str) -> None:
        self.fate = self.fate or fate

    def join(self) -> str:
        """Try to join the group; return how it went."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.fate and time.monotonic() < deadline:
            message = self._client.poll(0.2)
            error = message.error() if message is not None else None
            if error is not None:
                self._failed(error)
        return self.fate

    def close(self) -> None:
        """Leave the group."""
        self._client.close()


@asynccontextmanager
async def stranger(run: Run) -> AsyncIterator[str]:
    """Let a stranger try to join the group, and say how it went; it leaves at the end."""
    joining = await asyncio.to_thread(Stranger, run)
    try:
        yield await asyncio.to_thread(joining.join)
    finally:
        await asyncio.to_thread(joining.close)


async def stranger_joins(run: Run) -> None:
    """Let a stranger meet the workers, and a worker meet a stranger."""
    run.fleet.start()
    await run.progress()
    async with stranger(run) as fate:
        assert fate == REFUSED, f"of a stranger: {fate or 'nothing heard'}"
        await run.progress()
    with run.fault():
        await run.fleet.stop()
        async with stranger(run) as fate:
            assert fate == ASSIGNED, f"of a stranger in an empty group: {fate or 'nothing heard'}"
            run.fleet.start(1)
            code = await run.fleet.ended(1)
            assert code == NOT_OUR_GROUP, f"the worker ended with {code}"
            assert NAME in run.fleet.last_words(), "the worker does not name the stranger"
    run.fleet.start()
    await run.progress()
