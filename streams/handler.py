"""A batch's passage through a stage: decode, step, send, await the broker, acknowledge.

    batch ─▶ state ready? ─▶ passage ─▶ decode ─▶ step ─▶ outputs + rejects + rows ─▶ delivered ─▶ ack
                 │ Behind                                                     │ DeliveryFailed
                 ▼                                                            ▼
          rewind the partition                                     the process ends, uncommitted

Steps run one after the other; while the broker acknowledges a batch, the next may be judged.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple, Protocol

from agents.stage import RawRecord, Received, Result, Stage, Stoppable
from schemas.rejection import Reason, Refused
from streams.control import Guard, Plan
from streams.dead_letter import rejected_record
from streams.errors import StateRefused, WorkerFailed
from streams.kafka.headers import arrived_ms, event_headers
from streams.metrics import Done, Metrics
from streams.state import Behind, Memory
from streams.state.restore import Restored
from streams.transport import BatchConsumer, BatchProducer, PartitionBatch, Sent, TopicInbox, WireRecord
from streams.transport.fetch import CutRecord

__all__ = ["Clock", "Handler", "receive", "receive_all"]

IN_FLIGHT = 4
"""Batches of a stage whose outputs may be on their way at a time."""

CONDEMNED = Refused(Reason.QUARANTINED, "three processes ended while they worked on it")


class Clock(Protocol):
    """Time for metrics alone; no decision reads it."""

    def monotonic(self) -> float:
        """Return seconds that only grow."""

    def time(self) -> float:
        """Return seconds since 1970."""


def receive(stage: Stage, raw: RawRecord) -> Received:
    """Decode a record for a stage; what cannot be decoded keeps the reason."""
    return receive_all(stage, [raw])[0]


def receive_all(stage: Stage, records: Sequence[RawRecord]) -> list[Received]:
    """Decode the records of a batch, in order."""
    decode, received, new = stage.decode, [], tuple.__new__  # a NamedTuple's own constructor takes three times as long
    for raw in records:
        try:
            received.append(new(Received, (raw, decode(raw), None) if type(raw) is not CutRecord else (raw, None, raw.refusal)))
        except Refused as refusal:
            received.append(Received(raw, None, refusal))
    return received


class Judged(NamedTuple):
    """What a batch gave and the producer has taken; `stepped`: seconds it took so far."""

    result: Result
    sent: Sent
    stepped: float
    state_bytes: int


@dataclass(frozen=True, slots=True)
class Handler:
    """Takes the batches of one stage from its inbox through its step."""

    stage: Stage
    prefix: str
    inbox: TopicInbox
    consumer: BatchConsumer
    producer: Callable[[], BatchProducer]
    memory: Memory | None
    guard: Guard
    metrics: Metrics
    clock: Clock

    @property
    def name(self) -> str:
        """Name of the agent."""
        return self.stage.name

    async def serve(self, stream: Stoppable) -> None:
        """Take batch after batch until the worker stops; the first failure ends it."""
        room = asyncio.Semaphore(IN_FLIGHT)
        async with asyncio.TaskGroup() as deliveries:
            while not stream.should_stop:
                batch = await self.inbox.next_batch()
                await room.acquire()
                judged = await self._pass(batch)
                if judged is None:
                    room.release()
                else:
                    deliveries.create_task(self._finish(batch, judged)).add_done_callback(lambda _: room.release())

    async def _pass(self, batch: PartitionBatch) -> Judged | None:
        """Run the step on a batch; None where nothing is left to deliver."""
        held = None
        if self.memory is not None:
            try:
                held = await self.memory.ready(batch)
            except Behind as behind:
                await self._rewind(self.memory, batch, behind.offset)
                return None
        async with self.guard.passage(batch) as plan:
            judged = await self._judge(batch, held, plan)
            if not plan.alone:
                return judged
            await self._finish(batch, judged)
            await self.consumer.commit_through(batch)
            return None

    async def _judge(self, batch: PartitionBatch, held: Restored | None, plan: Plan) -> Judged:
        """Decode, step, and hand everything to the producer; a condemned record is not even decoded."""
        started = self.clock.monotonic()
        received = [Received(raw, None, CONDEMNED) for raw in batch.records] if plan.condemned else None
        result = self.stage.step(received or receive_all(self.stage, batch.records), held.state if held else None)
        if len(result.outcomes) != len(batch.records):
            raise WorkerFailed(f"stage {self.name} gave {len(result.outcomes)} outcomes for {len(batch.records)} records")
        state = self.memory.records(held, batch, result) if held is not None and self.memory is not None else []
        sent = await self.producer().put(chain(self._wire(batch, result), state, self.guard.judged(batch, result.outcomes)))
        return Judged(result, sent, self.clock.monotonic() - started, sum(len(row[3]) for row in state))

    async def _finish(self, batch: PartitionBatch, judged: Judged) -> None:
        """Deliver all that a batch gave, then acknowledge it: nothing is committed before."""
        started = self.clock.monotonic()
        await self.producer().delivered(judged.sent)
        delivered = self.clock.monotonic() - started
        await self.guard.delivered(batch)
        batch.ack()
        first = batch.records[0]
        self.metrics.batch_done(Done(
            self.name, judged.result, judged.stepped, delivered, self.clock.time(), first.timestamp,
            arrived_ms(first, self.stage.reads), judged.state_bytes,
        ))  # fmt: skip

    def _wire(self, batch: PartitionBatch, result: Result) -> Iterator[WireRecord]:
        records, stage = batch.records, self.name
        arrived = [b"%d" % arrived_ms(record, self.stage.reads) for record in records]
        names = {topic.name: topic.full_name(self.prefix) for topic in self.stage.writes}
        for output, cause in zip(result.outputs, result.causes, strict=True):
            topic, key, value, _, _ = output
            yield names[topic.name], None, key, value, event_headers(stage, output, records[cause], arrived[cause])
        for raw, outcome in zip(records, result.outcomes, strict=True):
            if isinstance(outcome, Refused):
                yield rejected_record(self.prefix, stage, raw, outcome)

    async def _rewind(self, memory: Memory, batch: PartitionBatch, offset: int) -> None:
        """Read the input again from where the state ends; refuse where the log no longer has it."""
        memory.forget(batch.tp.partition)
        start = await self.consumer.rewind(batch.tp, offset)
        if start > offset:
            raise StateRefused(
                f"the memory of stage {self.name} ends before offset {offset} of {batch.tp.topic}[{batch.tp.partition}], "
                f"whose log begins at {start}: it cannot be rebuilt. Restore the state topic, or start with a new "
                f"SILKWIRE_PREFIX and SILKWIRE_GROUP and replay the pages"
            )
