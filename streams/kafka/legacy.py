"""What release 0.1.0 left on the broker, and whether a worker of this release may start.

In 0.1.0 other stages decided which texts are new, with state that this release does not read. Their input topics must be
processed to their end: a record that is left there would never be published. `silkwire migrate` then writes the state of
this release (operate/seeding.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition

from schemas.codec import decode
from schemas.rejection import Rejection
from schemas.state import ROW_KEY, StateRow
from schemas.topics import ARTICLES_UNIQUE, RETIRED, STATES
from streams.errors import NotMigrated
from streams.kafka.admin import Admin
from streams.kafka.groups import committed
from streams.kafka.reader import OffsetRange, offset_ranges, open_reader, read_ranges
from streams.kafka.topics import retired_topics
from streams.settings import Settings

__all__ = ["BEFORE", "Legacy", "look_at_legacy", "require_migrated"]

BEFORE = -1
"""Input offset of the state rows that `silkwire migrate` writes: they come before the first record."""


@dataclass(frozen=True, slots=True)
class Legacy:
    """What an earlier release left: its topics, the records that it did not process, and whether the new state is written.

    `waiting` counts records by full name of the topic. `unwritten` has the state topics that no stage has written to,
    and those that hold the rows of a migration that did not end.
    """

    topics: tuple[str, ...]
    waiting: Mapping[str, int]
    unwritten: tuple[str, ...]

    def problem(self, group: str) -> str:
        """Return why a worker of this release must not start yet, and what to do; empty if it may start."""
        if self.waiting:
            what = ", ".join(f"{count:,} in {name}" for name, count in sorted(self.waiting.items()))
            after = "migrate" if self.unwritten else "worker; stories that were in these records may be published once more"
            return (
                f"records that release 0.1.0 has not processed: {what}. Run a worker of 0.1.0 with group {group} until "
                f"`silkwire migrate --dry-run` of this release names none, stop it, then run: silkwire {after}"
            )
        if self.topics and self.unwritten:
            return f"{self.unwritten[0]} does not have yet what release 0.1.0 published. Run: silkwire migrate"
        return ""


async def look_at_legacy(client: Admin, reader: AIOKafkaConsumer, settings: Settings) -> Legacy:
    """Look at what an earlier release left."""
    topics = await retired_topics(client, settings)
    states = await _ranges(client, reader, [topic.full_name(settings.prefix) for topic in STATES])
    unwritten = tuple([name for name, held in states.items() if not await _is_written(reader, held)])
    inputs = [topic.full_name(settings.prefix) for topic in RETIRED if topic.read_by]
    inputs = [name for name in inputs if name in topics]
    if inputs and unwritten:
        inputs.append(ARTICLES_UNIQUE.full_name(settings.prefix))  # what waits here is not in articles.clean yet
    marks = await committed(client, settings.group)
    waiting: Counter[str] = Counter()
    for name, held in (await _ranges(client, reader, inputs)).items():
        for place, offsets in held.items():
            if unwritten or place in marks:  # after the migration a commit may expire before its records do
                waiting[name] += offsets.beyond(marks.get(place))
    return Legacy(tuple(topics), +waiting, unwritten)


async def _ranges(client: Admin, reader: AIOKafkaConsumer, names: list[str]) -> dict[str, dict[TopicPartition, OffsetRange]]:
    described = await client.describe(names)
    places = {name: [TopicPartition(name, number) for number in range(len(it.partitions))] for name, it in described.items()}
    return {name: await offset_ranges(reader, some) for name, some in places.items()}


async def _is_written(reader: AIOKafkaConsumer, held: Mapping[TopicPartition, OffsetRange]) -> bool:
    """Return whether a state topic was ever written to, and does not end in rows without their checkpoint.

    The end of a log stays where it is when retention has deleted the records.
    """
    last = {place: OffsetRange(offsets.end - 1, offsets.end) for place, offsets in held.items() if len(offsets)}
    async for record in read_ranges(reader, last):
        if record.key == ROW_KEY and _offset(record.value) == BEFORE:
            return False
    return any(offsets.end for offsets in held.values())


def _offset(row: bytes | None) -> int | None:
    """Return the input offset of a state row; None for a record of another program, which stops the worker later."""
    try:
        return decode(StateRow, row).offset
    except Rejection:
        return None


async def require_migrated(client: Admin, settings: Settings) -> None:
    """Raise NotMigrated if an earlier release left records to process, or articles and ticks that the state does not have."""
    if not await retired_topics(client, settings):
        return
    async with open_reader(settings) as reader:
        found = await look_at_legacy(client, reader, settings)
    if problem := found.problem(settings.group):
        raise NotMigrated(problem)
