"""Control rows: facts about input partitions. Workers and operators share them on one compacted topic.

    key                         message  meaning
    hold|TOPIC|PARTITION        Hold     too many records were rejected: no worker reads the partition for now
    tally|TOPIC|PARTITION       Tally    rejected minus accepted records: how near the partition is to a hold
    attempt|TOPIC|PARTITION     Attempt  what a worker processes, to find a record that crashes workers
    mark|GROUP|TOPIC|PARTITION  Mark     the next offset of a group, in case the broker forgets the group's commit
    move|GROUP|TOPIC|PARTITION  Move     the last time that an operator moved a group to another offset
    park|TOPIC|PARTITION|SOURCE      Park      the source is parked: its pages wait on pages.parked
    unparked|TOPIC|PARTITION|SOURCE  Unparked  up to where a partition of pages.parked was replayed or dropped

To resume a partition, an operator sends a tombstone for its `hold` key. To resume a source, the operator sets `resuming`
in its park rows, and the workers answer with tombstones.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from schemas.base import Message

__all__ = [
    "PARKED_SOURCES",
    "PARTITION_DIGITS",
    "Attempt",
    "ControlRow",
    "GroupRow",
    "Hold",
    "Mark",
    "Move",
    "Park",
    "SourceRow",
    "Tally",
    "Unparked",
    "control_key",
    "partition_number",
    "source_key",
]

PARKED_SOURCES = 256
"""Most sources of a partition that are parked, and most sources whose rejections are counted one by one."""

PARTITION_DIGITS = 10
"""Most digits of a partition's number, which has 32 bits. Python refuses to convert much longer numbers."""


class ControlRow(Message):
    """A fact about one input partition. Of several rows with the same key, the latest counts."""

    topic: str = Field(max_length=249, description="full name of the input topic")
    partition: int = Field(ge=0, description="number of the partition")


class Hold(ControlRow):
    """A pause of one partition: no worker reads the partition until an operator resumes it."""

    stage: str = Field(description="stage that reads the partition")
    offset: int = Field(ge=0, description="first offset that was not processed")
    refused: int = Field(ge=1, description="refused records minus accepted ones when the limit was reached")
    last: str = Field(max_length=100, description="reason of the last rejection; other words may come")


class Tally(ControlRow):
    """The reject balance of a partition: rejected minus accepted records before an offset, never below 0."""

    offset: int = Field(ge=0, description="first offset not counted")
    refused: int = Field(ge=0, description="refused records minus accepted ones, never below 0")
    sources: dict[str, int] = Field(
        default_factory=dict, max_length=PARKED_SOURCES, description="refused records in a row, of each source that has any"
    )


class Attempt(ControlRow):
    """What a worker does with the partition. If the worker crashes, the status remains `running` or `trial`."""

    status: Literal["running", "trial", "clean"] = Field(
        description="running: a worker has the partition; trial: it processes `first` to `last` alone, after a crash; "
        "clean: it gave the partition back without a crash"
    )
    first: int = Field(default=0, ge=0, description="first offset on trial")
    last: int = Field(default=0, ge=0, description="last offset on trial")
    deaths: int = Field(default=0, ge=0, description="processes that crashed on these records before")


class GroupRow(ControlRow):
    """A fact about one input partition that concerns one consumer group."""

    group: str = Field(max_length=255, description="consumer group of the workers")


class Mark(GroupRow):
    """How far a group has processed a partition, and of which topic.

    Its offset counts only if the group has no commit, because commits expire. Its topic counts always.
    """

    offset: int = Field(ge=0, description="offset of the next record to process")
    topic_id: str = Field(default="", max_length=64, description="the broker's id of the topic; empty: not known")


class Move(GroupRow):
    """An operator moved a group to another offset of a partition."""

    kind: Literal["skip", "replay"] = Field(description="skip: records are left out; replay: they are processed again")
    before: int | None = Field(description="the group's commit before; null: it had none")
    offset: int = Field(ge=0, description="offset of the next record to process")
    at: str = Field(max_length=40, description="when, RFC 3339, UTC")
    by: str = Field(max_length=200, description="user and host")


class SourceRow(ControlRow):
    """A fact about one source in one partition."""

    source: str = Field(max_length=200, description="source of the pages")


class Park(SourceRow):
    """A parked source of one partition: from an offset on, its pages go to pages.parked, until an operator resumes it."""

    offset: int = Field(ge=0, description="first offset that is parked")
    refused: int = Field(ge=1, description="number of refused pages in a row that parked the source")
    last: str = Field(max_length=100, description="reason of the last rejection; other words may come")
    arrival: int = Field(ge=0, description="broker time of the last refused page, in ms since 1970")
    resuming: bool = Field(default=False, description="an operator resumes the source: no further page is parked")


class Unparked(SourceRow):
    """How far the pages of a source on one partition of pages.parked were replayed or dropped."""

    offset: int = Field(ge=0, description="offset of the next page of the source that waits")
    unfinished: bool = Field(default=False, description="a command has begun to resume the source, and was interrupted")
    topic_id: str = Field(default="", max_length=64, description="the broker's id of pages.parked; empty: not known")


KINDS: dict[str, type[ControlRow]] = {
    "hold": Hold, "tally": Tally, "attempt": Attempt, "mark": Mark, "move": Move, "park": Park, "unparked": Unparked,
}  # fmt: skip


def control_key(row: ControlRow) -> bytes:
    """Return the record key of a row: its kind, topic and partition, joined by `|`. A group comes before the topic.

    A source comes last, because it may contain any character.
    """
    kind = next(name for name, model in KINDS.items() if isinstance(row, model))
    group = f"{row.group}|" if isinstance(row, GroupRow) else ""
    source = f"|{row.source}" if isinstance(row, SourceRow) else ""
    return f"{kind}|{group}{row.topic}|{row.partition}{source}".encode()


def source_key(key: bytes) -> tuple[str, str, int, str] | None:
    """Return the kind, topic, partition and source of the key of a SourceRow; None for any other key."""
    kind, *rest = key.decode("utf-8", "replace").split("|", 3)
    if not (kind in KINDS and issubclass(KINDS[kind], SourceRow) and len(rest) == 3):  # noqa: PLR2004
        return None
    topic, digits, source = rest
    number = partition_number(digits)
    return None if number is None else (kind, topic, number, source)


def partition_number(digits: str) -> int | None:
    """Return the number of a partition that a key names in digits; None if they name none."""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= PARTITION_DIGITS else None
