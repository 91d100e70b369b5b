"""One hop through silkwire: a stage that copies each record, run as the worker runs a stage.

The application is built as in the worker (`streams.app.build`). It has the Faust agent, the batch
transport, the handler, the metrics, and a commit every half second.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from faust.types import AgentT, AppT, TopicT

from agents.agent import attach
from agents.stage import AnyStage, Outcome, Output, RawRecord, Received, Result, Stage, Undecoded
from bench.child import answer
from bench.hop.job import Job, Measured, Stopwatch
from bench.hop.started import started
from schemas.base import Message
from schemas.topics import Topic
from streams.app import build
from streams.handler import Handler
from streams.metrics import FinishedBatch, Metrics
from streams.settings import load

__all__ = ["run"]


def run(job: Job, *, metered: bool = True) -> Measured:
    """Copy the records, and return the measurement. If `metered` is False, no batch is counted in the metrics."""
    return asyncio.run(_run(job, metered=metered))


async def _run(job: Job, *, metered: bool) -> Measured:
    watch, done = Stopwatch(), asyncio.get_running_loop().create_future()
    settings = load(
        brokers=job.brokers, prefix="", group=job.group, compression="none",
        batch_bytes=job.batch_bytes, fetch_bytes=job.fetch_bytes,
    )  # fmt: skip
    stage = _stage(_topic(job.source), _topic(job.target), watch)
    application = build(settings, [stage], _Attach(_Counting(job.records, stage, watch, done, metered=metered)))
    async with started(application.app):
        gc.collect()
        gc.freeze()  # as streams.worker.process does after its start
        return cast(Measured, await done)


def _topic(full_name: str) -> Topic:
    name, _, major = full_name.rpartition(".v")
    return Topic(name, Message, "any", "Records of the benchmark.", ("bench",), ("bench",), major=int(major))


def _stage(source: Topic, target: Topic, watch: Stopwatch) -> Stage[Message, None]:
    nothing = Message()

    def decode(_record: RawRecord) -> Message:
        return nothing

    def step(batch: Sequence[Received[Message] | Undecoded], _state: None) -> Result:
        watch.begin()
        outputs = [Output(target, record.raw.key or b"", record.raw.value or b"", "", "") for record in batch]
        return Result(outputs, list(range(len(batch))), [], [Outcome.PROCESSED] * len(batch))

    return Stage("hop", "Pass each record on.", source, (target,), decode, step, algorithm="hop-1")


class _Counting(Metrics):
    """The worker's metrics, which also end the measurement after the last record."""

    def __init__(self, records: int, stage: AnyStage, watch: Stopwatch, end: asyncio.Future[Measured], *, metered: bool) -> None:
        super().__init__(stages=[stage])
        self._left = self._records = records
        self._watch, self._end, self._metered = watch, end, metered

    def count_batch(self, done: FinishedBatch) -> None:
        """Count a batch that is acknowledged. After the last batch, set the result of the benchmark."""
        if self._metered:
            super().count_batch(done)
        self._left -= len(done.result.outcomes)
        if not self._left:
            self._end.set_result(self._watch.end(self._records))


class _Attach:
    """Attaches the agent as the worker does, but with the given metrics."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def __call__(self, app: AppT, topic: TopicT, handler: Handler, sentence: str) -> AgentT[Any]:
        """Attach the agent to its topic, and return the agent."""
        return attach(app, topic, replace(handler, metrics=self._metrics), sentence)


if __name__ == "__main__":
    answer(Job, run)
