"""Reads the checkpoints of state topics, for commands. Workers restore whole states (streams/state/restore.py)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aiokafka import TopicPartition

from schemas.codec import decode
from schemas.rejection import Rejection
from schemas.state import CHECKPOINT_KEY, Checkpoint
from streams.kafka.reader import OffsetRange
from streams.kafka.start_position import is_other_topic
from streams.operate.session import Progress, Session, ignore_progress

__all__ = ["all_checkpoints", "judged_from", "last_checkpoints"]

LAST_RECORDS = 5000
"""How many records at the end of a partition are searched first for its last checkpoint. Then ten times as many."""


async def last_checkpoints(kafka: Session, places: Iterable[TopicPartition]) -> dict[TopicPartition, Checkpoint]:
    """Return the last checkpoint of each partition of a state topic that has one."""
    held, found, span = await kafka.ranges(places), dict[TopicPartition, Checkpoint](), LAST_RECORDS
    while wanted := {place: it for place, it in held.items() if place not in found and len(it)}:
        ends = {place: OffsetRange(max(it.start, it.end - span), it.end) for place, it in wanted.items()}
        async for record in kafka.records(ends):
            if (checkpoint := _checkpoint(record.key, record.value)) is not None:
                found[TopicPartition(record.topic, record.partition)] = checkpoint
        held = {place: it for place, it in held.items() if ends.get(place, it) != it}
        span *= 10
    return found


async def all_checkpoints(kafka: Session, place: TopicPartition, on_progress: Progress = ignore_progress) -> list[Checkpoint]:
    """Return all checkpoints of one partition of a state topic, in order. It reads the whole partition."""
    records = kafka.records(await kafka.ranges([place]), on_progress)
    read = [_checkpoint(record.key, record.value) async for record in records]
    return [checkpoint for checkpoint in read if checkpoint is not None]


def judged_from(checkpoints: Sequence[Checkpoint]) -> int | None:
    """Return the first offset from which on the state has what was learnt of every record; None without a checkpoint.

    The state has nothing of records that an operator has skipped, and of records whose rows retention deleted. After a
    move to lower offsets or to a new log, the rows so far belong to other records.
    """
    first, through, topic_id, moved = -1, -1, "", False
    for it in checkpoints:
        other = is_other_topic(topic_id, it.topic_id)
        if it.moved and (other or it.through != through):
            first, through, moved = it.since, it.through, True
        elif through < 0 and not moved:
            first, through = it.since, it.through
        elif it.since <= through + 1:
            through = max(through, it.through)
        topic_id = it.topic_id or topic_id
    return first if checkpoints else None


def _checkpoint(key: bytes | None, value: bytes | None) -> Checkpoint | None:
    if key != CHECKPOINT_KEY:
        return None
    try:
        return decode(Checkpoint, value)
    except Rejection:  # the worker that restores this state names it (exit 72)
        return None
