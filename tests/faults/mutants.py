"""Workers with one rule of the transport broken each: the rows must notice every one.

python -m tests.faults.mutants NAME      run a worker with the rule broken
python -m tests.faults --mutants         play each mutant's row, and see it fail
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

from agents.occurrences import Seen
from streams.errors import DeliveryFailed
from streams.handler import Handler, SentResult
from streams.settings import load
from streams.state.restore import PartitionState, Restorer, StateRecord
from streams.state.store import StateStore
from streams.transport import BatchProducer, PartitionBatch, Sent, WireRecord
from streams.transport.positions import Action, FetchDecision, Position
from streams.worker.process import run

__all__ = ["MUTANTS", "Mutant"]


@dataclass(frozen=True)
class Mutant:
    """A broken rule, and the row that must notice."""

    breaks: Callable[[], None]
    row: str
    sentence: str


def ack_early() -> None:
    finish = Handler._finish

    async def finish_after_ack(self: Handler, batch: PartitionBatch, sent: SentResult) -> None:
        batch.ack()
        await self.consumer.commit({batch.tp})
        await finish(self, batch, sent)

    Handler._finish = finish_after_ack  # type: ignore[method-assign]


def swallow() -> None:
    delivered = BatchProducer.delivered

    async def delivered_or_not(self: BatchProducer, sent: Sent) -> None:
        with suppress(DeliveryFailed):
            await delivered(self, sent)

    BatchProducer.delivered = delivered_or_not  # type: ignore[method-assign]


def state_not_sent() -> None:
    put = BatchProducer.put

    async def put_but_state(self: BatchProducer, records: Iterable[WireRecord]) -> Sent:
        return await put(self, [record for record in records if ".state." not in record[0] or b"through" in record[3]])

    BatchProducer.put = put_but_state  # type: ignore[method-assign]


def state_not_read() -> None:
    async def without_reading(self: StateStore, _batch: PartitionBatch, restored: PartitionState | None) -> PartitionState:
        return restored or PartitionState(self._new_state())

    StateStore._restore = without_reading  # type: ignore[method-assign, assignment]


def higher_offsets_seen() -> None:
    feed = Restorer.feed

    def feed_all(self: Restorer, records: Iterable[StateRecord]) -> None:
        self.below = None
        feed(self, records)

    Restorer.feed = feed_all  # type: ignore[method-assign]


def repetitions_not_seen() -> None:
    Seen.holds = lambda *_: False  # type: ignore[method-assign]


def gap_ignored() -> None:
    decide = Position.decide

    def decide_and_skip(self: Position, first: int, log_start: int | None = None) -> FetchDecision:
        decision = decide(self, first, log_start)
        return decision if decision.action is Action.ACCEPT else FetchDecision(Action.ACCEPT, first)

    Position.decide = decide_and_skip  # type: ignore[method-assign]
    Position.lost = False  # type: ignore[method-assign, assignment]


MUTANTS: dict[str, Mutant] = {
    "ack-early": Mutant(ack_early, "output-refused", "a batch is acknowledged before its outputs are"),
    "swallow": Mutant(swallow, "output-refused", "a send that failed is passed over"),
    "state-not-sent": Mutant(state_not_sent, "worker-killed", "checkpoints go out, the rows before them do not"),
    "state-not-read": Mutant(state_not_read, "worker-killed", "a partition begins without its state"),
    "higher-offsets-seen": Mutant(higher_offsets_seen, "killed-between-rows", "a record sees rows of its offset and above"),
    "repetitions-not-seen": Mutant(repetitions_not_seen, "worker-killed", "a repetition on the wire is judged again"),
    "gap-ignored": Mutant(gap_ignored, "fetches-lost", "records that a fetch took and nobody got are not fetched again"),
}

if __name__ == "__main__":
    MUTANTS[sys.argv[1]].breaks()
    run(load())
