"""A worker with one stage that passes each record on: the bare transport, for rows of many small records.

    hop_worker.py SOURCE TARGET       full names of two topics

It is started by the worker's own factory, without the control topic and without health.
"""

from __future__ import annotations

import asyncio
import os
import sys

from agents.split.agent import attach
from agents.stage import Outcome, Output, RawRecord, Received, Result, Stage
from schemas.base import Message
from schemas.topics import Topic
from streams.app import build
from streams.errors import Stopped, WorkerFailed
from streams.settings import load
from streams.worker.logs import setup


def topic(full_name: str) -> Topic:
    name, _, major = full_name.rpartition(".v")
    return Topic(name, Message, "any", "Records of a row.", ("row",), ("row",), major=int(major))


def passing(source: Topic, target: Topic) -> Stage:
    nothing = Message()

    def decode(_record: RawRecord) -> Message:
        return nothing

    def step(batch: list[Received], _state: None) -> Result:
        outputs = [Output(target, record.raw.key or b"", record.raw.value or b"", "", "") for record in batch]
        return Result(outputs, list(range(len(batch))), [], [Outcome.TAKEN] * len(batch))

    return Stage("hop", source, (target,), decode, step, algorithm="hop-1")  # type: ignore[arg-type]


async def main(source: str, target: str) -> int:
    """Run until something fails; return the exit code."""
    flow = build(load(), [passing(topic(source), topic(target))], {"hop": attach})
    flow.app.finalize()
    await flow.app.start()
    while not flow.app.should_stop:
        await asyncio.sleep(0.1)
    cause = flow.app._crash_reason  # type: ignore[attr-defined]
    while isinstance(cause, BaseExceptionGroup):
        cause = cause.exceptions[0]
    sys.stderr.write(f"{cause!r}\n")
    return cause.code if isinstance(cause, Stopped) else WorkerFailed.code


if __name__ == "__main__":
    setup("WARNING")
    code = asyncio.run(main(sys.argv[1], sys.argv[2]))
    sys.stderr.flush()
    os._exit(code)
