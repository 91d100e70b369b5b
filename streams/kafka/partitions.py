"""How many partitions a topic may have: what the broker has, against what the settings ask for.

The operator chooses the numbers before topics are first created. Workers then take what the broker has.
"""

from __future__ import annotations

from dataclasses import dataclass

from aiokafka import TopicPartition

from schemas.topics import Topic
from streams.kafka.admin import Admin
from streams.kafka.groups import committed, describe_group
from streams.kafka.reader import offset_ranges, open_reader
from streams.settings import Settings

__all__ = ["PartitionCount", "is_drained", "wanted_partitions"]


def wanted_partitions(topic: Topic, settings: Settings) -> int:
    """Return the number of partitions with which the topic is created."""
    return int(getattr(settings, topic.sized_by)) if topic.sized_by else 1


@dataclass(frozen=True, slots=True)
class PartitionCount:
    """The partitions of an existing topic: what the broker has, and what the settings ask for.

    `needed` is the number of partitions of the input, for the state of a stage. 0: the topic holds no state.
    """

    held: int
    wanted: int
    needed: int = 0

    @property
    def lacking(self) -> str:
        """Return why no worker can use the topic; empty if workers can use it."""
        if self.needed in {0, self.held}:
            return ""
        return (
            f"partitions: {self.held}, but its input has {self.needed}. One of them was made or changed by hand, and what the "
            f"stage remembers is in other partitions. Set a new SILKWIRE_PREFIX: what waits and what stages remember stays "
            f"with the old one"
        )

    def detail(self, topic: Topic) -> str:
        """Return one sentence on the number, and on a setting that does not apply."""
        if self.needed or not topic.sized_by or self.held == self.wanted:
            return f"partitions: {self.held}"
        what = f"partitions: {self.held}, not SILKWIRE_{topic.sized_by.upper()}={self.wanted}"
        if self.held > self.wanted:
            return f"{what}: Kafka removes no partition"
        if topic.growth == "any":
            return f"{what}: it grows with silkwire topics apply"
        if topic.growth == "drained":
            return f"{what}: it grows when it is drained. Let the workers finish it, stop them, and run: silkwire topics apply"
        return f"{what}: keys would move, so it keeps the number that it was created with"


async def is_drained(client: Admin, settings: Settings, name: str, partitions: int) -> bool:
    """Return whether the group has processed all records of a topic, and no worker of the group runs."""
    if (await describe_group(client, settings.group)).members:
        return False
    places = [TopicPartition(name, number) for number in range(partitions)]
    marks = await committed(client, settings.group)
    async with open_reader(settings) as reader:
        held = await offset_ranges(reader, places)
    return not any(offsets.beyond(marks.get(place)) for place, offsets in held.items())
