"""What the stages make of a run's own input logs, without a worker: the undisturbed run that a disturbed one must equal.

A stage is a pure function of the log of its input, and so are the rows of its state. Another run of the flow is a
weaker measure: the partitions of its pages are read in another order, and what it forgets, it forgets, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from confluent_kafka import Message

from agents.clock import RowClock
from agents.occurrences import Seen
from agents.runner import receive_all
from agents.stage import AnyStage, Record
from schemas.codec import encode
from schemas.state import StateRow
from schemas.topics import ARTICLES_CLEAN, ARTICLES_DECISIONS, FX_RATES, FX_TICKS, PAGES_REPORTS
from streams.stages import STAGES
from streams.state.restore import PartitionState, Restorer
from tests.faults.oracle import as_bytes, messages
from tests.faults.verify import Left, without

__all__ = ["AFTER_SPLIT", "JUDGED", "undisturbed"]

AFTER_SPLIT = STAGES[1:]
"""All stages whose input logs are whole, where the log of raw pages is not, or a page must not be read."""

JUDGED = {
    "clean": ARTICLES_CLEAN,
    "decisions": ARTICLES_DECISIONS,
    "ticks": FX_TICKS,
    "rates": FX_RATES,
    "reports": PAGES_REPORTS,
}
"""The topics that a verdict is about, by field of `Left`."""

AT_ONCE = 500
"""Records of a step."""


@dataclass(slots=True)
class AppliedRows:
    """A state that only lists the rows that it is made of."""

    rows: list[StateRow] = field(default_factory=list)
    clock: RowClock = field(default_factory=RowClock)
    seen: Seen = field(default_factory=lambda: Seen(RowClock(1), 1))
    crowded: int = 0

    def apply(self, row: StateRow) -> None:
        self.rows.append(row)

    def __len__(self) -> int:
        return len(self.rows)


def undisturbed(brokers: str, prefix: str, left: Left, stages: Collection[AnyStage] = STAGES) -> tuple[Left, int]:
    """Run stages over the logs of their input. Return what they leave, and how many rows restored states have wrong.

    What other stages have left is taken over from `left`.
    """
    outputs: defaultdict[str, list[tuple[bytes, bytes]]] = defaultdict(list)
    holes = 0
    for stage in stages:
        learnt: dict[int, list[StateRow]] = {}
        ends: dict[int, int] = {}
        for partition, found in messages(brokers, stage.reads.full_name(prefix)):
            learnt[partition] = _run(stage, [_record(message) for message in found], outputs)
            ends[partition] = max((message.offset() or 0 for message in found), default=-1) + 1
        if stage.state_topic is not None:
            for partition, found in messages(brokers, stage.state_topic.full_name(prefix)):
                holes += _holes(stage, found, learnt[partition], ends[partition])
    written = {topic.name for stage in stages for topic in stage.writes}
    rows = {
        name: without(outputs[topic.name], prefix) if topic.name in written else getattr(left, name)
        for name, topic in JUDGED.items()
    }
    return Left(**rows, rejected=left.rejected), holes


def _run(stage: AnyStage, records: Sequence[Record], outputs: defaultdict[str, list[tuple[bytes, bytes]]]) -> list[StateRow]:
    """Run a stage over the log of a partition. Add its outputs, and return its state rows."""
    state, rows = stage.new_state() if stage.new_state else None, list[StateRow]()
    for start in range(0, len(records), AT_ONCE):
        result = stage.step(receive_all(stage, records[start : start + AT_ONCE]), state)
        for output in result.outputs:
            outputs[output.topic.name].append((output.key, output.value))
        rows += result.rows
    return rows


def _holes(stage: AnyStage, found: Iterable[Message], rows: Iterable[StateRow], end: int) -> int:
    """Restore a state as the next worker would; return how many of its rows differ from the rows that it should have."""
    restored = PartitionState(AppliedRows())
    records = [(message.offset() or 0, as_bytes(message.key()), as_bytes(message.value())) for message in found]
    Restorer(replace(stage, new_state=AppliedRows), restored, below=end).feed(records)
    applied = restored.state
    assert isinstance(applied, AppliedRows)
    there, wanted = _by_place(applied.rows), _by_place(rows)
    wrong = sum(there.get(place) != wanted.get(place) for place in there.keys() | wanted.keys())
    return wrong + len(applied.rows) - len(there) + (restored.last_offset != end - 1)


def _by_place(rows: Iterable[StateRow]) -> dict[tuple[int, int], bytes]:
    return {(row.offset, row.index): encode(row) for row in rows}


def _record(message: Message) -> Record:
    headers = tuple((str(header[0]), as_bytes(header[1])) for header in message.headers() or ())
    return Record(
        message.topic() or "", message.partition() or 0, message.offset() or 0, message.timestamp()[1], as_bytes(message.key()),
        as_bytes(message.value()), headers,
    )  # fmt: skip
