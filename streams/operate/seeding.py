"""Fills the state of the stages from what an earlier release published, before they process their first record.

    articles.clean ─▶ one row per article ─▶ dedupe.state      the ids and versions that readers can still hold
    fx.ticks ─▶ the step of ticks ─▶ its rows ─▶ ticks.state   the same memory as if this release had read the ticks

The rows have the input offset -1. They count once the checkpoint after them is there. Until then no worker starts
(kafka/legacy.py). The next run deletes what a run left that did not end.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from agents import dedupe, ticks
from agents.dedupe.state import Sighting, Text
from agents.occurrences import draft_occurrence
from agents.stage import AnyStage, Outcome, Received
from agents.text.normalise import identity
from agents.ticks.state import Rates
from schemas.article import CleanArticle
from schemas.base import Message
from schemas.codec import decode, encode
from schemas.rejection import Rejection
from schemas.state import CHECKPOINT_KEY, ROW_KEY, Checkpoint
from schemas.tick import RawTick
from schemas.topics import ARTICLES_CLEAN, FX_TICKS, Topic
from streams.errors import DeliveryFailed, NotMigrated
from streams.kafka.connection import connection
from streams.kafka.groups import committed
from streams.kafka.legacy import BEFORE
from streams.kafka.partitioner import partitioner
from streams.operate.session import Progress, Session

__all__ = ["Seeded", "seed"]

WINDOW = 5000
"""Rows that wait for the broker at a time."""

Put = Callable[[int, bytes, Message], Awaitable[None]]
"""Writes a message with a key to a partition of a state topic."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """How many versions of articles and how many ticks the stages know now, and how many records were skipped."""

    articles: int
    ticks: int
    skipped: int


async def seed(kafka: Session, unwritten: Collection[str], on_progress: Progress, *, send: bool, skip: bool) -> Seeded:
    """Fill the state topics that are not written yet, by full name; with `send` False, only count.

    Raises NotMigrated for a record that cannot be read, unless `skip` is set, and DeliveryFailed if the broker does not
    accept a row.
    """
    articles = known_ticks = skipped = 0
    if _state(kafka, dedupe.STAGE) in unwritten:
        await _clear(kafka, dedupe.STAGE, send=send)
        articles, skipped = await _seed_articles(kafka, on_progress, send=send, skip=skip)
    if _state(kafka, ticks.STAGE) in unwritten:
        await _clear(kafka, ticks.STAGE, send=send)
        known_ticks, more = await _seed_ticks(kafka, on_progress, send=send, skip=skip)
        skipped += more
    return Seeded(articles, known_ticks, skipped)


def _state(kafka: Session, stage: AnyStage) -> str:
    assert stage.state_topic is not None  # noqa: S101  only stages with memory are seeded
    return stage.state_topic.full_name(kafka.settings.prefix)


async def _clear(kafka: Session, stage: AnyStage, *, send: bool) -> None:
    """Delete what an earlier run left in a state topic that no worker has used."""
    assert stage.state_topic is not None  # noqa: S101  only stages with memory are seeded
    held = await kafka.ranges(kafka.partitions(stage.state_topic))
    await kafka.admin.delete_records({place: offsets.end for place, offsets in held.items() if send and len(offsets)})


def _unreadable(record: Any, rejection: Rejection, *, skip: bool) -> None:
    """Raise NotMigrated for a record that cannot be read, unless it may be skipped."""
    if not skip:
        where = f"{record.topic}[{record.partition}] offset {record.offset}"
        raise NotMigrated(f"{where} cannot be read ({rejection.detail}). To go on without it: silkwire migrate --skip-unreadable")


async def _seed_articles(kafka: Session, on_progress: Progress, *, send: bool, skip: bool) -> tuple[int, int]:
    """Write a row per clean article, to the partition of its script; return how many, and how many records were skipped."""
    partition_of, partitions = partitioner(dedupe.STAGE.reads), len(kafka.partitions(dedupe.STAGE.reads))
    latest = skipped = 0
    rows: Counter[int] = Counter()
    async with _writing(kafka, dedupe.STAGE, send=send) as put:
        async for record in _records(kafka, ARTICLES_CLEAN, on_progress):
            try:
                article = decode(CleanArticle, record.value)
            except Rejection as rejection:
                _unreadable(record, rejection, skip=skip)
                skipped += 1
                continue
            content_id, shard_key = identity(article.headline, article.text)
            article = article.model_copy(update={"content_id": content_id})  # 0.1.0 kept Turkish letters apart
            partition = partition_of(shard_key.encode(), partitions)
            latest = max(latest, record.timestamp)  # the next partition of the topic begins with old records again
            await put(partition, ROW_KEY, _sighting(article, latest, rows[partition]))
            rows[partition] += 1
    await _mark(kafka, dedupe.STAGE, latest, rows, send=send)
    return rows.total(), skipped


def _sighting(article: CleanArticle, arrival: int, index: int) -> Sighting:
    text = Text(
        content_id=article.content_id, article_id=article.article_id, version=article.version, source=article.source
    )  # fmt: skip
    return Sighting(
        offset=BEFORE, index=index, arrival=arrival, algorithm=dedupe.STAGE.algorithm, text=text,
        occurrence=draft_occurrence(article).hex(),
    )  # fmt: skip


async def _seed_ticks(kafka: Session, on_progress: Progress, *, send: bool, skip: bool) -> tuple[int, int]:
    """Write the rows that the stage gives for the published ticks; return how many, and how many records were skipped.

    A published tick has all fields of a printed one. The step's outputs are not sent: they were published already.
    """
    stage, outcomes, rows, latest = ticks.STAGE, Counter[str](), Counter[int](), 0
    partition_of, states = partitioner(stage.reads), [Rates() for _ in kafka.partitions(stage.reads)]
    async with _writing(kafka, stage, send=send) as put:
        async for record in _records(kafka, FX_TICKS, on_progress):
            try:
                tick = decode(RawTick, record.value)
            except Rejection as rejection:
                _unreadable(record, rejection, skip=skip)
                outcomes["skipped"] += 1
                continue
            partition = partition_of(tick.pair_key.encode(), len(states))
            result = stage.step([Received(record, tick)], states[partition])
            outcomes.update(str(outcome) for outcome in result.outcomes)
            for row in result.rows:
                await put(
                    partition, ROW_KEY, row.model_copy(update={"offset": BEFORE, "index": rows[partition], "sequence": BEFORE})
                )
                rows[partition] += 1
            latest = max(latest, record.timestamp)
    await _mark(kafka, stage, latest, rows, send=send)
    return outcomes[Outcome.PROCESSED], outcomes["skipped"]


async def _records(kafka: Session, topic: Topic, on_progress: Progress) -> AsyncIterator[Any]:
    """Yield the records that a topic holds now, without tombstones, one partition after the other.

    So two runs that meet write the same rows in the same order, and each row counts once.
    """
    for place, offsets in sorted((await kafka.ranges(kafka.partitions(topic))).items()):
        async for record in kafka.records({place: offsets}, on_progress):
            if record.value is not None:
                yield record


async def _mark(kafka: Session, stage: AnyStage, arrival: int, rows: Mapping[int, int], *, send: bool) -> None:
    """Write a checkpoint per partition: the state now has all that the group has committed. `rows` counts its rows."""
    marks = await committed(kafka.admin, kafka.settings.group)
    async with _writing(kafka, stage, send=send) as put:
        for place in kafka.partitions(stage.reads):
            done = marks.get(place, 0) - 1
            written = rows.get(place.partition, 0)
            mark = Checkpoint(since=BEFORE, through=done, rows=written, arrival=arrival, algorithm=stage.algorithm)
            await put(place.partition, CHECKPOINT_KEY, mark)


@asynccontextmanager
async def _writing(kafka: Session, stage: AnyStage, *, send: bool) -> AsyncIterator[Put]:
    """Yield a function that writes to the state topic of a stage; on leaving, the broker has all that was written."""
    name = _state(kafka, stage)
    sent: list[Awaitable[object]] = []
    producer = AIOKafkaProducer(**connection(kafka.settings), enable_idempotence=True, linger_ms=20)

    async def flush() -> None:
        try:
            await asyncio.gather(*sent)
        except KafkaError as error:
            raise DeliveryFailed(f"{name} did not accept a row: {type(error).__name__}: {error}") from None
        sent.clear()

    async def put(partition: int, key: bytes, message: Message) -> None:
        if send:
            sent.append(await producer.send(name, encode(message), key=key, partition=partition))
        if len(sent) >= WINDOW:
            await flush()

    await producer.start()
    try:
        yield put
        await flush()
    finally:
        await producer.stop()
