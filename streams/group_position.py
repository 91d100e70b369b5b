"""What the worker knows about the group's positions: from the broker, from checkpoints and from marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aiokafka import TopicPartition
from faust.types import TP

from streams.control import ControlLog
from streams.kafka.log_ranges import BrokerClient
from streams.kafka.start_position import Commit, KnownOffset, LogRange, known_offset
from streams.state import StateStore

__all__ = ["GroupPosition"]


@dataclass(frozen=True, slots=True)
class GroupPosition:
    """Finds the facts from which the consumer decides where a partition begins. `stores` has the stores by input topic."""

    control: ControlLog
    broker: BrokerClient
    stores: Mapping[str, StateStore]

    async def log_ranges(self, partitions: Iterable[TP]) -> dict[TP, LogRange]:
        """Return the offsets that the log of each partition has now, and the ids of the topics."""
        places = [TopicPartition(tp.topic, tp.partition) for tp in partitions]
        found = await self.broker.log_ranges(places)
        return {TP(place.topic, place.partition): held for place, held in found.items()}

    async def known_offset(self, tp: TP, commit: Commit | None) -> KnownOffset | None:
        """Return the next offset of a partition by its checkpoint or its mark; None if there is neither.

        A checkpoint is looked up only without a commit: with one, the mark has the topic's id.
        """
        store, mark = self.stores.get(tp.topic), self.control.mark(tp.topic, tp.partition)
        checkpoint = await store.last_checkpoint(tp.partition) if store is not None and commit is None else None
        return known_offset(commit, checkpoint, mark)

    async def note_offsets(self, offsets: Mapping[TP, KnownOffset], *, back: bool = False) -> None:
        """Write the marks that have changed. Unless `back` is set, no mark goes back."""
        await self.control.note_offsets(offsets, back=back)

    def has_state(self, tp: TP) -> bool:
        """Return whether the stage that reads a partition has state."""
        return tp.topic in self.stores
