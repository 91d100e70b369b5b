"""Sends refused records to the topic they failed on, and proves what became of them.

rejected.v1 up to its end at the start ─▶ try here ─ passes ─▶ send ─▶ the group commits past it ─▶ no new rejection of it
                                             │                                │ time is up              │ one stands there
                                             ▼                                ▼                         ▼
                                      not sent, and why                 not confirmed             refused again
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from agents.stage import Stage
from schemas.topics import REJECTED, TOPICS
from streams.errors import DeliveryFailed
from streams.kafka.connection import connection
from streams.kafka.headers import REPLAY_ALGORITHM, REPLAY_OF, REPLAYS
from streams.kafka.reader import Span, partitions, records, spans
from streams.operate.dead_letters import Filter, Place, Rejected, read_rejected
from streams.operate.dry_run import Trial, stage_of, try_again
from streams.operate.groups import committed
from streams.settings import Settings

__all__ = ["Replayed", "Selection", "Status", "prove", "replay", "select"]

Status = Literal["passed", "would pass", "refused again", "not sent", "not confirmed"]

POLL_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of one refused record; `sent`: where it stands now."""

    rejected: Rejected
    trial: Trial
    status: Status
    sent: Place | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records of rejected.v1 are meant, and which replays were refused before."""

    spans: dict[TopicPartition, Span]
    offsets: frozenset[tuple[int, int]]
    refused_again: frozenset[tuple[str, str]]


async def select(consumer: AIOKafkaConsumer, settings: Settings, wanted: Filter, on_progress: Callable[[int], None]) -> Selection:
    """Read rejected.v1 up to its end now; a record that was refused twice counts once."""
    held = await spans(consumer, partitions(REJECTED.full_name(settings.prefix), REJECTED.partitions))
    newest: dict[str, tuple[int, int]] = {}
    again: set[tuple[str, str]] = set()
    async for record in records(consumer, held, on_progress):
        rejected = read_rejected(record)
        if rejected.replays:
            again.add((rejected.replay_of, rejected.replay_algorithm))
        if wanted.matches(rejected):
            newest[rejected.first_place if rejected.origin else rejected.id] = (record.partition, record.offset)
    return Selection(held, frozenset(newest.values()), frozenset(again))


async def replay(
    consumer: AIOKafkaConsumer,
    settings: Settings,
    stages: Sequence[Stage],
    selection: Selection,
    on_progress: Callable[[int], None],
    *,
    send: bool,
    anyway: bool,
) -> list[Replayed]:
    """Try each selected record here, and send those that pass, or all that can be sent."""
    done: list[Replayed] = []
    producer = AIOKafkaProducer(
        **connection(settings), enable_idempotence=True, max_request_size=max(topic.max_bytes for topic in TOPICS)
    )
    await producer.start()
    try:
        async for record in records(consumer, _around(selection)):
            if (record.partition, record.offset) in selection.offsets:
                rejected = read_rejected(record)
                trial = try_again(rejected, stages, settings.prefix, selection.refused_again)
                wanted = trial.verdict == "passes" or (anyway and trial.verdict != "impossible")
                sent = await _send(producer, rejected, stages, settings) if wanted and send else None
                done.append(_outcome(rejected, trial, sent, wanted=wanted))
                on_progress(1)
    finally:
        await producer.stop()
    return done


def _outcome(rejected: Rejected, trial: Trial, sent: Place | None, *, wanted: bool) -> Replayed:
    light = replace(rejected, value=b"", headers=())  # many may be replayed at a time
    if sent is not None:
        return Replayed(light, trial, "not confirmed", sent)
    return Replayed(light, trial, "would pass" if wanted else "not sent", why=trial.why)


def _around(selection: Selection) -> dict[TopicPartition, Span]:
    """Return of each partition the span from the first selected record to the last."""
    around: dict[TopicPartition, Span] = {}
    for place in selection.spans:
        offsets = [offset for partition, offset in selection.offsets if partition == place.partition]
        if offsets:
            around[place] = Span(min(offsets), max(offsets) + 1)
    return around


async def _send(producer: AIOKafkaProducer, rejected: Rejected, stages: Sequence[Stage], settings: Settings) -> Place:
    stage, origin = stage_of(rejected, stages, settings.prefix), rejected.origin
    assert stage is not None  # noqa: S101  the trial has found both
    assert origin is not None  # noqa: S101
    counted = {
        REPLAYS: str(rejected.replays + 1).encode(),
        REPLAY_OF: rejected.first_place.encode(),
        REPLAY_ALGORITHM: stage.algorithm.encode(),
    }
    headers = [*rejected.headers, *counted.items()]
    try:
        sent: Any = await producer.send_and_wait(
            origin.topic, rejected.value, key=rejected.key, partition=origin.partition, headers=headers
        )
    except KafkaError as error:
        raise DeliveryFailed(f"{rejected.id} was not sent to {origin.topic}: {type(error).__name__}: {error}") from None
    return Place(origin.topic, sent.partition, sent.offset)


async def prove(
    client: AIOKafkaAdminClient,
    consumer: AIOKafkaConsumer,
    settings: Settings,
    done: Sequence[Replayed],
    since: dict[TopicPartition, Span],
    seconds: float,
    on_progress: Callable[[int], None],
) -> list[Replayed]:
    """Wait until the group is past what was sent, then look for new rejections of it.

    Every rejection of a record is acknowledged before the record is committed: once the
    group is past a record, what rejected.v1 holds of it is all there will be.
    """
    sent = [it.sent for it in done if it.sent is not None]
    deadline = asyncio.get_running_loop().time() + seconds
    passed: set[Place] = set()
    while len(passed) < len(sent):
        marks = await committed(client, settings.group)
        now = {place for place in sent if marks.get(TopicPartition(*place[:2]), 0) > place.offset}
        on_progress(len(now) - len(passed))
        passed = now
        if asyncio.get_running_loop().time() > deadline:
            break
        await asyncio.sleep(POLL_SECONDS)
    refused = await _refused(consumer, since) if passed else {}
    return [_proven(it, passed, refused) for it in done]


async def _refused(consumer: AIOKafkaConsumer, since: dict[TopicPartition, Span]) -> dict[Place, Rejected]:
    """Return by original place what was rejected after the replay began."""
    now = await spans(consumer, since)
    new = {place: Span(max(since[place].end, now[place].start), now[place].end) for place in since}
    return {it.origin: it async for it in _each(consumer, new) if it.origin is not None}


async def _each(consumer: AIOKafkaConsumer, new: dict[TopicPartition, Span]) -> Any:
    async for record in records(consumer, new):
        yield replace(read_rejected(record), value=b"")


def _proven(it: Replayed, passed: set[Place], refused: dict[Place, Rejected]) -> Replayed:
    if it.sent is None or it.sent not in passed:
        return it
    if again := refused.get(it.sent):
        return replace(it, status="refused again", why=f"{again.reason}: {again.detail}")
    return replace(it, status="passed")
