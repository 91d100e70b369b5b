"""The group's lag on the input of each stage: how many records wait, and how long the oldest has waited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from aiokafka import TopicPartition

from schemas.topics import INPUTS, Topic
from streams.kafka.groups import committed
from streams.kafka.reader import OffsetRange
from streams.operate.session import Session

__all__ = ["STAGE_INPUTS", "PartitionLag", "lags", "oldest_waiting"]

STAGE_INPUTS: Mapping[str, Topic] = {name: topic for topic in INPUTS for name in topic.consumers}
"""The input topic of each stage, in the order of the data flow. It comes from the topic registry: no stage is loaded."""

FIRST_OFFSETS = 20
"""How many waiting offsets of a partition are read."""


@dataclass(frozen=True, slots=True)
class PartitionLag:
    """The group's lag on one input partition.

    `start` is the first offset of the partition's log, and `end` is the offset after the last record that a worker can
    read now: records of open transactions come later.
    `committed` is the group's committed offset, or None if the group has committed nothing.
    """

    place: TopicPartition
    start: int
    end: int
    committed: int | None = None
    oldest: int | None = None
    """Arrival of the first unprocessed record, in ms since 1970. None if no record waits, or if it was not looked up."""
    empty: int = 0
    """Number of waiting offsets that have no record to read: transaction markers, and records of aborted transactions."""

    @property
    def next(self) -> int:
        """Return the offset of the next record that the group processes; after a commit beyond the end, any may be next."""
        beyond = self.committed is None or self.committed > self.end
        return self.start if beyond else max(self.start, self.committed or 0)

    @property
    def records(self) -> int:
        """Return how many records wait."""
        return max(0, self.end - self.next - self.empty)

    def seconds(self, now_ms: int) -> float:
        """Return how many seconds the oldest waiting record has waited, or 0 if `oldest` is None."""
        return 0.0 if self.oldest is None else max(0.0, (now_ms - self.oldest) / 1000)


async def lags(kafka: Session) -> dict[str, list[PartitionLag]]:
    """Return the lags of all input partitions, per stage. The field `oldest` is not filled in."""
    places = {name: kafka.partitions(topic) for name, topic in STAGE_INPUTS.items()}
    marks = await committed(kafka.admin, kafka.settings.group)
    held = await kafka.ranges([place for some in places.values() for place in some])
    return {
        name: [PartitionLag(place, held[place].start, held[place].end, marks.get(place)) for place in some]
        for name, some in places.items()
    }


async def oldest_waiting(kafka: Session, found: Mapping[str, Sequence[PartitionLag]]) -> dict[str, list[PartitionLag]]:
    """Return the lags of `found` with `oldest` and `empty` filled in from the first waiting offsets of each partition."""
    first = {
        lag.place: OffsetRange(lag.next, min(lag.end, lag.next + FIRST_OFFSETS))
        for some in found.values() for lag in some if lag.records
    }  # fmt: skip
    arrived: dict[TopicPartition, int] = {}
    readable: Counter[TopicPartition] = Counter()
    async for it in kafka.records(first):
        place = TopicPartition(it.topic, it.partition)
        arrived.setdefault(place, int(it.timestamp))
        readable[place] += 1
    empty = {place: len(offsets) - readable[place] for place, offsets in first.items()}
    return {
        name: [replace(lag, oldest=arrived.get(lag.place), empty=empty.get(lag.place, 0)) for lag in some]
        for name, some in found.items()
    }
