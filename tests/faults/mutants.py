"""Workers with one rule of the transport broken each: the rows must notice every one.

python -m tests.faults.mutants NAME      run a worker with the rule broken
python -m tests.faults --mutants         play each mutant's row, and see it fail
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from faust.types import TP

from agents.occurrences import Seen
from agents.ticks.context import DEFAULT_VOLATILITY
from streams.errors import DeliveryFailed
from streams.group_position import GroupPosition
from streams.handler import Handler, SentResult
from streams.kafka import start_position
from streams.kafka.start_position import KnownOffset, LogRange
from streams.settings import load
from streams.transport import BatchConsumer, BatchProducer, PartitionBatch, Sent, WireRecord, consumer
from streams.transport.assignor import WorkerAssignor
from streams.transport.lease import Lease, Standing
from streams.transport.positions import Action, FetchDecision, Position
from streams.transport.thread import ConsumerThread
from streams.worker.process import run
from tests.faults.state_mutants import (
    confirmed_not_sent,
    higher_offsets_seen,
    move_ignored,
    number_of_rows_ignored,
    restored_rows,
    returning_not_read_on,
    rows_between_checkpoints,
    state_not_read,
    state_not_sent,
    ticks_without,
    unsourced,
)

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


def repetitions_not_seen() -> None:
    Seen.holds = lambda *_: False  # type: ignore[method-assign]


def gap_ignored() -> None:
    decide = Position.decide

    def decide_and_skip(self: Position, first: int, log_start: int | None = None) -> FetchDecision:
        decision = decide(self, first, log_start)
        return decision if decision.action is Action.ACCEPT else FetchDecision(Action.ACCEPT, first)

    Position.decide = decide_and_skip  # type: ignore[method-assign]
    Position.lost = False  # type: ignore[method-assign, assignment]


def end_not_compared() -> None:
    whole = start_position.position_problem

    def problem_but_the_end(at: KnownOffset, log: LogRange) -> str:
        return whole(at, log._replace(end=max(log.end, at.offset)))

    for module in (start_position, consumer):
        vars(module)["position_problem"] = problem_but_the_end


def topic_id_ignored() -> None:
    ranges = GroupPosition.log_ranges

    async def without_ids(self: GroupPosition, partitions: Iterable[TP]) -> dict[TP, LogRange]:
        return {tp: held._replace(topic_id="") for tp, held in (await ranges(self, partitions)).items()}

    GroupPosition.log_ranges = without_ids  # type: ignore[method-assign]


def mark_ignored() -> None:
    async def nothing(*_: object) -> None:
        return None

    GroupPosition.known_offset = nothing  # type: ignore[method-assign, assignment]


def uncommitted_read() -> None:
    create = ConsumerThread._create_worker_consumer

    def read_everything(self: ConsumerThread, transport: Any) -> Any:
        client = create(self, transport)
        client._isolation_level = "read_uncommitted"
        return client

    ConsumerThread._create_worker_consumer = read_everything  # type: ignore[method-assign]


def marker_not_committed() -> None:
    BatchConsumer._pass_gap = lambda *_: None  # type: ignore[method-assign]


def public_assignor() -> None:
    WorkerAssignor.name = "roundrobin"


def rates_and_reports_not_awaited() -> None:
    put = BatchProducer.put

    async def put_and_forget(self: BatchProducer, records: Iterable[WireRecord], *args: Any) -> Sent:
        records = list(records)
        unawaited = [record for record in records if "fx.rates." in record[0] or "pages.reports." in record[0]]
        sent = await put(self, [record for record in records if record not in unawaited], *args)
        for task in await put(self, unawaited, *args):
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
        return sent

    BatchProducer.put = put_and_forget  # type: ignore[method-assign, assignment]


def lease_ignored() -> None:
    Lease.standing = lambda *_: Standing.SERVES  # type: ignore[method-assign]
    Lease.remaining = lambda *_: 60.0  # type: ignore[method-assign]


MUTANTS: dict[str, Mutant] = {
    "ack-early": Mutant(ack_early, "output-refused", "a batch is acknowledged before its outputs are"),
    "swallow": Mutant(swallow, "output-refused", "a send that failed is passed over"),
    "state-not-sent": Mutant(state_not_sent, "worker-killed", "checkpoints go out, the rows before them do not"),
    "state-not-read": Mutant(state_not_read, "worker-killed", "a partition begins without its state"),
    "higher-offsets-seen": Mutant(higher_offsets_seen, "killed-between-rows", "a record sees rows of its offset and above"),
    "repetitions-not-seen": Mutant(repetitions_not_seen, "worker-killed", "a repetition on the wire is judged again"),
    "end-not-compared": Mutant(end_not_compared, "log-end-lost", "a position beyond the log's end is no reason to stop"),
    "topic-id-ignored": Mutant(topic_id_ignored, "topic-remade", "a topic made again is taken for the one before"),
    "mark-ignored": Mutant(mark_ignored, "commits-gone", "without a commit the log is read from its start"),
    "uncommitted-read": Mutant(uncommitted_read, "transactions", "records of open and aborted transactions are read"),
    "marker-not-committed": Mutant(marker_not_committed, "transactions", "the position behind a marker is not committed"),
    "public-assignor": Mutant(public_assignor, "stranger", "workers share partitions by an assignor that others have, too"),
    "move-ignored": Mutant(move_ignored, "operator-moves", "the state goes on as if the operator had not moved the group"),
    "rates-not-awaited": Mutant(
        rates_and_reports_not_awaited, "rates-refused", "a batch is acknowledged before its rates and reports are"
    ),
    "returning-not-read-on": Mutant(
        returning_not_read_on, "returned", "a partition that comes back goes on with the state that it had when it left"
    ),
    "rows-between-checkpoints": Mutant(
        rows_between_checkpoints, "checkpoint-between", "rows count only if no other checkpoint comes between them and their own"
    ),
    "number-of-rows-ignored": Mutant(
        number_of_rows_ignored, "state-partly-refused", "a checkpoint counts though rows are missing"
    ),
    "lease-ignored": Mutant(lease_ignored, "late-writer", "a worker sends outputs of an assignment that is over"),
    "rates-not-restored": Mutant(
        ticks_without(standing="aside", moment=False, doubt=None), "worker-stopped", "ticks are restored, and their rates are not"
    ),
    "doubts-not-restored": Mutant(
        ticks_without(doubt=None), "worker-stopped", "ticks that wait for confirmation are not restored"
    ),
    "volatility-not-restored": Mutant(
        ticks_without(scale=DEFAULT_VOLATILITY), "worker-stopped", "how far a rate usually moves is not restored"
    ),
    "series-not-restored": Mutant(ticks_without(moment=False), "worker-stopped", "the last rates of a source are not restored"),
    "sources-not-restored": Mutant(restored_rows(unsourced), "worker-stopped", "the sources of an article are not restored"),
    "confirmed-not-sent": Mutant(
        confirmed_not_sent,
        "killed-between-batches",
        "of the rows of a tick only the first is sent: none of the ticks that it confirms",
    ),
    "gap-ignored": Mutant(gap_ignored, "fetches-lost", "records that a fetch took and nobody got are not fetched again"),
}

if __name__ == "__main__":
    MUTANTS[sys.argv[1]].breaks()
    run(load(), lambda _: print("ready: with a broken rule", flush=True))
