"""Rules of the state that mutants.py breaks: what is written of it, and what is restored."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from agents.dedupe.state import Sighting
from agents.stage import AnyStage
from agents.ticks.state import TickRow
from schemas.state import Checkpoint, StateRow
from streams.state import restore, store
from streams.state.restore import PartitionState, Restorer, StateRecord
from streams.state.store import ReadPosition, StateStore
from streams.transport import BatchProducer, Sent, WireRecord

__all__ = [
    "confirmed_not_sent", "higher_offsets_seen", "move_ignored", "number_of_rows_ignored", "restored_rows",
    "returning_not_read_on", "rows_between_checkpoints", "state_not_read", "state_not_sent", "ticks_without", "unsourced",
]  # fmt: skip


def state_not_sent() -> None:
    put = BatchProducer.put

    async def put_but_state(self: BatchProducer, records: Iterable[WireRecord], generation: int) -> Sent:
        left = [record for record in records if ".state." not in record[0] or b"through" in record[3]]
        return await put(self, left, generation)

    BatchProducer.put = put_but_state  # type: ignore[method-assign]


def confirmed_not_sent() -> None:
    put = BatchProducer.put

    async def put_first_rows(self: BatchProducer, records: Iterable[WireRecord], *args: Any) -> Sent:
        return await put(
            self, [it for it in records if ".state." not in it[0] or b'"index":0,' in it[3] or it[2] != b"row"], *args
        )

    BatchProducer.put = put_first_rows  # type: ignore[method-assign, assignment]


def state_not_read() -> None:
    async def without_reading(self: StateStore, at: ReadPosition) -> PartitionState:
        return PartitionState(self._new_state(), last_offset=at.first_offset - 1)

    StateStore._restore = without_reading  # type: ignore[method-assign]


def returning_not_read_on() -> None:
    async def as_it_was(*_: object) -> bool:
        return True

    vars(store)["_joins"] = lambda *_: True
    StateStore._is_newest = as_it_was  # type: ignore[method-assign, assignment]
    StateStore.keep = lambda *_: None  # type: ignore[method-assign]


def higher_offsets_seen() -> None:
    feed = Restorer.feed

    def feed_all(self: Restorer, records: Iterable[StateRecord]) -> None:
        self.below = None
        feed(self, records)

    Restorer.feed = feed_all  # type: ignore[method-assign]


def rows_between_checkpoints() -> None:
    count = Restorer._count

    def count_and_drop(self: Restorer, checkpoint: Checkpoint, position: int) -> None:
        count(self, checkpoint, position)
        self._waiting = {}

    Restorer._count = count_and_drop  # type: ignore[method-assign]


def number_of_rows_ignored() -> None:
    count = Restorer._count

    def count_any(self: Restorer, checkpoint: Checkpoint, position: int) -> None:
        count(self, checkpoint.model_copy(update={"rows": None}), position)

    Restorer._count = count_any  # type: ignore[method-assign]


def move_ignored() -> None:
    Restorer._move = lambda *_: None  # type: ignore[method-assign]


def restored_rows(change: Callable[[StateRow], StateRow]) -> Callable[[], None]:
    """Return a rule that is broken: a state is restored from rows that lack something."""

    def breaks() -> None:
        read_row = restore.read_row

        def read_and_change(stage: AnyStage, kind: type[Any], value: bytes | None) -> Any:
            row = read_row(stage, kind, value)
            return change(row) if isinstance(row, StateRow) else row

        vars(restore)["read_row"] = read_and_change

    return breaks


def ticks_without(**values: object) -> Callable[[], None]:
    """Let the rows of ticks have other values when a state is restored."""
    return restored_rows(lambda row: row.model_copy(update=values) if isinstance(row, TickRow) else row)


def unsourced(row: StateRow) -> StateRow:
    if isinstance(row, Sighting) and row.text is not None:
        return row.model_copy(update={"text": row.text.model_copy(update={"source": ""})})
    return row
