"""How a stage processes a batch: decode, step, send, await the broker, acknowledge.

    batch ─▶ state ready? ─▶ gate ─▶ decode ─▶ step ─▶ outputs + rejects + rows ─▶ delivered ─▶ ack
                 │ StateBehindCommit                                       │ DeliveryFailed
                 ▼                                                         ▼
          rewind the partition                                  the process ends, uncommitted

If the generation ends before all outputs are delivered, the batch is abandoned: no output follows, and no ack.

Steps run one after the other. While the broker acknowledges a batch, the step of the next batch may run.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import NamedTuple, Protocol

from agents.runner import receive_all
from agents.stage import AnyStage, Outcome, RawRecord, Result, Stoppable, Undecoded
from schemas.rejection import Reason, Rejection
from streams.control import BatchPlan, Gate
from streams.dead_letter import dead_letter_record
from streams.errors import DeliveryFailed, StateRefused, WorkerFailed, skip_advice
from streams.kafka.headers import arrived_ms, event_headers
from streams.kafka.partitioner import partitioner
from streams.metrics import FinishedBatch, Metrics
from streams.parked_page import parked_record
from streams.state import StateBehindCommit, StateStore
from streams.state.restore import PartitionState
from streams.transport import BatchConsumer, BatchProducer, GenerationOver, PartitionBatch, Sent, TopicInbox, WireRecord

__all__ = ["Clock", "Handler"]

log = logging.getLogger("silkwire.state")

IN_FLIGHT = 4
"""How many batches of a stage may wait for the broker's acknowledgement at the same time."""

QUARANTINED = Rejection(Reason.QUARANTINED, "workers that processed it ended, and so did a process that tried it alone")


class Clock(Protocol):
    """The clock for metrics. No decision about a record depends on it."""

    def monotonic(self) -> float:
        """Return seconds from an arbitrary start. The number never decreases."""

    def time(self) -> float:
        """Return seconds since 1970."""


class SentResult(NamedTuple):
    """The result of a batch whose outputs the producer has taken.

    `sent` has the tasks that send the outputs. `stepped` is the time in seconds for decoding, the step and the hand-over
    to the producer. `state_bytes` counts the bytes of the state rows and the checkpoint.
    """

    result: Result
    sent: Sent
    stepped: float
    state_bytes: int


@dataclass(frozen=True, slots=True)
class Handler:
    """Processes the batches of one stage, from the inbox to the acknowledgement."""

    stage: AnyStage
    prefix: str
    inbox: TopicInbox
    consumer: BatchConsumer
    producer: Callable[[], BatchProducer]
    store: StateStore | None
    gate: Gate
    metrics: Metrics
    clock: Clock

    @property
    def name(self) -> str:
        """Return the name of the agent, which is the name of the stage."""
        return self.stage.name

    async def serve(self, stream: Stoppable) -> None:
        """Process one batch after the other until the worker stops. The first failure raises an error."""
        in_flight = asyncio.Semaphore(IN_FLIGHT)
        async with asyncio.TaskGroup() as deliveries:
            while not stream.should_stop:
                batch = await self.inbox.next_batch()
                await in_flight.acquire()
                sent = await self._pass(batch)
                if sent is None:
                    in_flight.release()
                else:
                    deliveries.create_task(self._finish(batch, sent)).add_done_callback(lambda _: in_flight.release())

    async def _pass(self, batch: PartitionBatch) -> SentResult | None:
        """Run the step on a batch. Return the result that `_finish` must deliver.

        Return None if the partition was rewound, or if the batch was on trial: a trial is delivered and committed here.
        """
        restored = None
        if self.store is not None:
            try:
                restored = await self.store.ready(batch)
            except StateBehindCommit as lacking:
                await self._rewind(self.store, batch, lacking.offset)
                return None
        async with self.gate.passage(batch) as plan:
            sent = await self._step(batch, restored, plan)
            if not plan.alone:
                return sent
            await self._finish(batch, sent)
            if batch.acked:
                await self.consumer.commit_through(batch)
            return None

    async def _step(self, batch: PartitionBatch, restored: PartitionState | None, plan: BatchPlan) -> SentResult:
        """Decode the records, run the step, and give all outputs to the producer."""
        started = self.clock.monotonic()
        stepped = await self.gate.step(batch, partial(self._run, restored, plan), quarantined=plan.quarantined)
        result = stepped.result
        if len(result.outcomes) != len(batch.records):
            raise WorkerFailed(f"stage {self.name} gave {len(result.outcomes)} outcomes for {len(batch.records)} records")
        state = self.store.records(restored, batch, result) if restored is not None and self.store is not None else []
        outputs = chain(self._wire(batch, result), state, self.gate.count(batch, stepped.counted))
        sent = await self.producer().put(outputs, batch.generation)
        return SentResult(result, sent, self.clock.monotonic() - started, sum(len(row[3]) for row in state))

    def _run(self, restored: PartitionState | None, plan: BatchPlan, records: Sequence[RawRecord]) -> Result:
        """Decode records and run the step on them. Quarantined records are not decoded."""
        received = [Undecoded(raw, QUARANTINED) for raw in records] if plan.quarantined else None
        return self.stage.step(received or receive_all(self.stage, records), restored.state if restored else None)

    async def _finish(self, batch: PartitionBatch, sent: SentResult) -> None:
        """Wait until the broker has acknowledged every output of the batch, then acknowledge the batch.

        Until then the batch cannot be committed. A batch whose outputs were dropped is abandoned.
        """
        started = self.clock.monotonic()
        try:
            await self.producer().delivered(sent.sent)
        except GenerationOver:
            self.consumer.abandon(batch)
            return
        delivered = self.clock.monotonic() - started
        await self.gate.delivered(batch)
        batch.ack()
        first = batch.records[0]
        self.metrics.count_batch(FinishedBatch(
            self.name, sent.result, sent.stepped, delivered, self.clock.time(), first.timestamp,
            arrived_ms(first, self.stage.reads), sent.state_bytes,
        ))  # fmt: skip

    async def renew_state(self) -> None:
        """Write the last checkpoint of each resting partition again, because a state topic deletes old records.

        If the broker does not accept it, log it: there is time until the next renewal.
        """
        if self.store is None:
            return
        for at in self.consumer.resting(self.inbox.topic):
            checkpoint = await self.store.renewal(at)
            try:
                await self.producer().delivered(await self.producer().put([checkpoint] if checkpoint else [], at.generation))
            except (DeliveryFailed, GenerationOver) as error:
                log.warning("the state of stage %s for %s[%d] was not renewed: %s", self.name, *at.tp, error)

    def _wire(self, batch: PartitionBatch, result: Result) -> Iterator[WireRecord]:
        records, stage = batch.records, self.name
        arrived = [b"%d" % arrived_ms(record, self.stage.reads) for record in records]
        places = {topic.name: (topic.full_name(self.prefix), partitioner(topic)) for topic in self.stage.writes}
        for output, cause in zip(result.outputs, result.causes, strict=True):
            topic, key, value, _, _ = output
            name, where = places[topic.name]
            yield name, where, key, value, event_headers(stage, output, records[cause], arrived[cause])
        for raw, outcome in zip(records, result.outcomes, strict=True):
            if isinstance(outcome, Rejection):
                yield dead_letter_record(self.prefix, stage, raw, outcome)
            elif outcome is Outcome.PARKED and self.stage.parking is not None:
                yield parked_record(self.prefix, raw, self.stage.parking.origin(raw))

    async def _rewind(self, store: StateStore, batch: PartitionBatch, offset: int) -> None:
        """Rewind the partition to `offset`, where the state ends, and drop the state.

        Raises StateRefused if the log no longer has the input from `offset` on.
        """
        store.forget(batch.tp.partition)
        start = await self.consumer.rewind(batch.tp, offset)
        if start > offset:
            place = f"{batch.tp.topic}[{batch.tp.partition}]"
            raise StateRefused(
                f"the state of stage {self.name} ends before offset {offset} of {place}, whose log begins at {start}: it "
                f"cannot be rebuilt from there. Restore the state topic, or go on with what it has: what was learnt from "
                f"offsets {offset} to {batch.first_offset - 1} is then forgotten. {skip_advice(place, batch.first_offset)}"
            )
