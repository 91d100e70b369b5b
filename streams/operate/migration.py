"""What release 0.1.0 left on the broker, and whether a worker of this release may start.

In 0.1.0 other stages decided which texts are new, with state that this release does not read. Their input topics must be
processed to their end: a record that is left there would never be published. `silkwire migrate` then fills the state of
this release (seeding.py).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from aiokafka import TopicPartition

from schemas.topics import RETIRED, STATES
from streams.errors import NotMigrated
from streams.kafka.groups import committed
from streams.kafka.topics import retired_topics
from streams.operate.session import Session
from streams.settings import Settings

__all__ = ["Legacy", "legacy", "require_migrated"]


@dataclass(frozen=True, slots=True)
class Legacy:
    """What an earlier release left: its topics, the records in them that it did not process, and the new state."""

    topics: tuple[str, ...]
    waiting: Counter[str]
    """By full name of the topic."""
    state_is_empty: bool

    def problem(self, group: str) -> str:
        """Return why a worker of this release must not start yet, and what to do; empty if it may start.

        Once the state is there, the old topics do not count any more: the commits on them expire before their records.
        """
        if not self.topics or not self.state_is_empty:
            return ""
        if self.waiting:
            what = ", ".join(f"{name} holds {count:,} records" for name, count in sorted(self.waiting.items()))
            return (
                f"{what} that release 0.1.0 has not processed: run a worker of 0.1.0 with group {group} until the "
                f"`silkwire status` of 0.1.0 shows no lag, stop it, then run: silkwire migrate"
            )
        return f"the stages do not know yet what release 0.1.0 published ({self.topics[0]} exists). Run: silkwire migrate"


async def legacy(kafka: Session) -> Legacy:
    """Look at what an earlier release left."""
    topics = await retired_topics(kafka.admin, kafka.settings)
    inputs = [name for topic in RETIRED if topic.read_by and (name := topic.full_name(kafka.settings.prefix)) in topics]
    described = await kafka.admin.describe_topics(inputs) if inputs else []
    places = [TopicPartition(row["topic"], it["partition"]) for row in described for it in row["partitions"]]
    marks, held = await committed(kafka.admin, kafka.settings.group), await kafka.ranges(places)
    waiting: Counter[str] = Counter()
    for place, offsets in held.items():
        waiting[place.topic] += max(0, offsets.end - max(offsets.start, marks.get(place, 0)))
    state = await kafka.ranges([place for topic in STATES for place in kafka.partitions(topic)])
    return Legacy(tuple(topics), +waiting, not all(map(len, state.values())))


async def require_migrated(settings: Settings) -> None:
    """Raise NotMigrated if an earlier release left records to process, or articles that dedupe does not know."""
    async with Session(settings) as kafka:
        if await retired_topics(kafka.admin, settings) and (problem := (await legacy(kafka)).problem(settings.group)):
            raise NotMigrated(problem)
