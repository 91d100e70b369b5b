"""A worker with one stage that passes each record on: the bare transport, for rows of many small records.

    hop_worker.py SOURCE TARGET       full names of two topics

It is started by the worker's own factory, without the control topic and without health.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterable, Mapping, Sequence

from faust.types import TP

from agents.stage import Outcome, Output, RawRecord, Received, Result, Stage, Undecoded
from schemas.base import Message
from schemas.topics import Topic
from streams.app import build
from streams.errors import ExitError, WorkerFailed
from streams.kafka.start_position import Commit, KnownOffset, LogRange
from streams.settings import load
from streams.transport import BatchConsumer
from streams.worker.logs import setup


def topic(full_name: str) -> Topic:
    name, _, major = full_name.rpartition(".v")
    return Topic(name, Message, "any", "Records of a row.", ("row",), ("row",), major=int(major))


def passing(source: Topic, target: Topic) -> Stage[Message, None]:
    nothing = Message()

    def decode(_record: RawRecord) -> Message:
        return nothing

    def step(batch: Sequence[Received[Message] | Undecoded], _state: None) -> Result:
        outputs = [Output(target, record.raw.key or b"", record.raw.value or b"", "", "") for record in batch]
        return Result(outputs, list(range(len(batch))), [], [Outcome.PROCESSED] * len(batch))

    return Stage("hop", "Pass each record on.", source, (target,), decode, step, algorithm="hop-1")


class Facts:
    """What a start position needs, from the consumer alone: a mock of a broker answers no admin client."""

    def __init__(self, consumer: BatchConsumer) -> None:
        self._consumer = consumer

    async def log_ranges(self, partitions: Iterable[TP]) -> dict[TP, LogRange]:
        asked = list(partitions)
        starts, ends = await self._consumer.earliest_offsets(*asked), await self._consumer.highwaters(*asked)
        return {tp: LogRange(starts[tp], ends[tp]) for tp in asked}

    async def known_offset(self, _tp: TP, _commit: Commit | None) -> None:
        return None

    async def note_offsets(self, _offsets: Mapping[TP, KnownOffset], *, back: bool = False) -> None:
        del back

    def has_state(self, _tp: TP) -> bool:
        return False


async def main(source: str, target: str) -> int:
    """Run until something fails; return the exit code."""
    application = build(load(), [passing(topic(source), topic(target))])
    application.consumer.facts = Facts(application.consumer)
    application.app.finalize()
    await application.app.start()
    while not application.app.should_stop:
        await asyncio.sleep(0.1)
    cause = application.app.crash_reason
    while isinstance(cause, BaseExceptionGroup):
        cause = cause.exceptions[0]
    sys.stderr.write(f"{cause!r}\n")
    return cause.code if isinstance(cause, ExitError) else WorkerFailed.code


if __name__ == "__main__":
    setup("WARNING")
    code = asyncio.run(main(sys.argv[1], sys.argv[2]))
    sys.stderr.flush()
    os._exit(code)
