"""Sends rejected records again to the topic on which they were rejected, and checks the outcome.

each selected record ─▶ dry run ─ passes ─▶ send ─▶ wait until the group commits it ─▶ new rejection? ─ no ─▶ passed
                           │ fails                     │ time is up                       │ yes
                           ▼                           ▼                                  ▼
                        not sent                  not confirmed                     refused again
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError

from agents.stage import AnyStage
from schemas.topics import REJECTED, TOPICS
from streams.errors import DeliveryFailed
from streams.kafka.connection import connection
from streams.kafka.groups import committed
from streams.kafka.headers import REPLAY_ALGORITHM, REPLAY_OF, REPLAYS
from streams.kafka.reader import OffsetRange, OffsetRanges
from streams.operate.dead_letters import DeadLetter, Filter, Place, read_dead_letter
from streams.operate.dry_run import DryRun, stage_of, try_again
from streams.operate.session import Progress, Session

__all__ = ["Replayed", "Selection", "prove", "resend", "select"]

ReplayStatus = Literal["passed", "would pass", "refused again", "not sent", "not confirmed"]

POLL_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Replayed:
    """The outcome of a replay for one rejected record. `sent` is the record's new place, None if it was not sent."""

    letter: DeadLetter
    dry_run: DryRun
    status: ReplayStatus
    sent: Place | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """The records that a replay selects. `ranges` are the offset ranges of rejected.v1 that were searched."""

    ranges: dict[TopicPartition, OffsetRange]
    offsets: frozenset[tuple[int, int]]
    """Partition and offset of each selected record, as on rejected.v1."""
    rejected_again: frozenset[tuple[str, str]]
    """Earlier replays that were rejected: the record's place before its first replay, and the algorithm."""


async def select(kafka: Session, wanted: Filter, on_progress: Progress) -> Selection:
    """Read rejected.v1 up to its current end, and select the records that match the filter.

    If the same record was rejected several times, only its last matching rejection is selected.
    """
    held = await kafka.ranges(kafka.partitions(REJECTED))
    newest: dict[str, tuple[int, int]] = {}
    again: set[tuple[str, str]] = set()
    async for record in kafka.records(held, on_progress):
        letter = read_dead_letter(record)
        if letter.replays:
            again.add((letter.replay_of, letter.replay_algorithm))
        if wanted.matches(letter):
            newest[letter.first_place if letter.origin else letter.id] = (record.partition, record.offset)
    return Selection(held, frozenset(newest.values()), frozenset(again))


async def resend(
    kafka: Session, stages: Sequence[AnyStage], selection: Selection, on_progress: Progress, *, send: bool, anyway: bool
) -> list[Replayed]:
    """Try each selected record in this process, and return one outcome per record.

    If `send` is true, records that pass are sent. With `anyway`, records that would be rejected again
    are sent as well.
    """
    done: list[Replayed] = []
    producer = AIOKafkaProducer(
        **connection(kafka.settings), enable_idempotence=True, max_request_size=max(topic.max_bytes for topic in TOPICS)
    )
    await producer.start()
    try:
        async for letter in _selected(kafka, selection):
            dry_run = try_again(letter, stages, kafka.settings.prefix, selection.rejected_again, kafka.partition_counts)
            wanted = dry_run.verdict == "passes" or (anyway and dry_run.verdict != "impossible")
            stage = stage_of(letter, stages, kafka.settings.prefix)
            sent = await _send(producer, letter, stage) if wanted and send and stage is not None else None
            done.append(_outcome(letter, dry_run, sent, wanted=wanted))
            on_progress(1)
    finally:
        await producer.stop()
    return done


async def _selected(kafka: Session, selection: Selection) -> AsyncIterator[DeadLetter]:
    async for record in kafka.records(_around(selection)):
        if (record.partition, record.offset) in selection.offsets:
            yield read_dead_letter(record)


def _around(selection: Selection) -> dict[TopicPartition, OffsetRange]:
    """Return the range from the first to the last selected record of each partition."""
    around: dict[TopicPartition, OffsetRange] = {}
    for place in selection.ranges:
        offsets = [offset for partition, offset in selection.offsets if partition == place.partition]
        if offsets:
            around[place] = OffsetRange(min(offsets), max(offsets) + 1)
    return around


def _outcome(letter: DeadLetter, dry_run: DryRun, sent: Place | None, *, wanted: bool) -> Replayed:
    light = replace(letter, value=b"", headers=())  # a replay may have many records: their values would fill the memory
    if sent is not None:
        return Replayed(light, dry_run, "not confirmed", sent)
    return Replayed(light, dry_run, "would pass" if wanted else "not sent", why=dry_run.why)


async def _send(producer: AIOKafkaProducer, letter: DeadLetter, stage: AnyStage) -> Place:
    origin = letter.origin
    assert origin is not None  # noqa: S101  `stage_of` found the stage by the origin
    counted = {
        REPLAYS: str(letter.replays + 1).encode(),
        REPLAY_OF: letter.first_place.encode(),
        REPLAY_ALGORITHM: stage.algorithm.encode(),
    }
    headers = [*letter.headers, *counted.items()]
    try:
        sent: Any = await producer.send_and_wait(
            origin.topic, letter.value, key=letter.key, partition=origin.partition, headers=headers
        )
    except KafkaError as error:
        raise DeliveryFailed(f"{letter.id} was not sent to {origin.topic}: {type(error).__name__}: {error}") from None
    return Place(origin.topic, sent.partition, sent.offset)


async def prove(
    kafka: Session, done: Sequence[Replayed], selection: Selection, seconds: float, on_progress: Progress
) -> list[Replayed]:
    """Wait until the group has committed the sent records, then return the final outcome of each record.

    The wait ends after `seconds` at the latest. A worker commits a record only after the broker has
    acknowledged its rejection. So once a record is committed, rejected.v1 shows whether the record was rejected again.
    """
    sent = [it.sent for it in done if it.sent is not None]
    deadline = asyncio.get_running_loop().time() + seconds
    passed: set[Place] = set()
    while len(passed) < len(sent):
        marks = await committed(kafka.admin, kafka.settings.group)
        now = {place for place in sent if marks.get(TopicPartition(*place[:2]), 0) > place.offset}
        on_progress(len(now) - len(passed))
        passed = now
        if asyncio.get_running_loop().time() > deadline:
            break
        await asyncio.sleep(POLL_SECONDS)
    rejected = await _rejected_since(kafka, selection.ranges) if passed else {}
    return [_proven(it, passed, rejected) for it in done]


async def _rejected_since(kafka: Session, before: OffsetRanges) -> dict[Place, DeadLetter]:
    """Return what was rejected after the ranges `before` were read, by the place of the original record."""
    now = await kafka.ranges(before)
    new = {place: OffsetRange(max(before[place].end, now[place].start), now[place].end) for place in before}
    letters = [replace(read_dead_letter(record), value=b"") async for record in kafka.records(new)]
    return {it.origin: it for it in letters if it.origin is not None}


def _proven(it: Replayed, passed: set[Place], rejected: Mapping[Place, DeadLetter]) -> Replayed:
    if it.sent is None or it.sent not in passed:
        return it
    if again := rejected.get(it.sent):
        return replace(it, status="refused again", why=f"{again.reason}: {again.detail}")
    return replace(it, status="passed")
