"""Fills the state of the stages from what an earlier release published, before they process their first record.

    articles.clean ─▶ one row per article ─▶ dedupe.state      the ids and versions that readers can still hold
    fx.ticks ─▶ the step of ticks ─▶ its rows ─▶ ticks.state   the same memory as if this release had read the ticks

The rows have the input offset -1. They count once the checkpoint after them is there, so a run that did not end leaves
nothing, and can be repeated.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from agents import dedupe, ticks
from agents.dedupe.state import Sighting, Text
from agents.occurrences import draft_occurrence
from agents.runner import receive_all
from agents.stage import AnyStage, Outcome
from agents.text.normalise import identity
from agents.ticks.state import Rates
from schemas.article import CleanArticle
from schemas.base import Message
from schemas.codec import decode, encode
from schemas.rejection import Rejection
from schemas.state import CHECKPOINT_KEY, ROW_KEY, Checkpoint
from schemas.topics import ARTICLES_CLEAN, FX_TICKS, Topic
from streams.errors import DeliveryFailed
from streams.kafka.connection import connection
from streams.kafka.groups import committed
from streams.kafka.partitions import partition_of
from streams.operate.session import Progress, Session

__all__ = ["Seeded", "seed"]

BEFORE = -1
"""Input offset of what is known before the first record."""

WINDOW = 5000
"""Rows that wait for the broker at a time."""

Put = Callable[[int, bytes, Message], Awaitable[None]]
"""Writes a message with a key to a partition of a state topic."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """How many articles and ticks the stages know now, and how many records of these topics other programs wrote."""

    articles: int
    ticks: int
    passed_over: int


async def seed(kafka: Session, on_progress: Progress, *, send: bool) -> Seeded:
    """Fill the state of all stages with memory; with `send` False, only count.

    Raises DeliveryFailed if the broker does not accept a row.
    """
    articles, foreign_articles = await _seed_articles(kafka, on_progress, send=send)
    known_ticks, foreign_ticks = await _seed_ticks(kafka, on_progress, send=send)
    return Seeded(articles, known_ticks, foreign_articles + foreign_ticks)


async def _seed_articles(kafka: Session, on_progress: Progress, *, send: bool) -> tuple[int, int]:
    """Write a row per clean article, to the partition of its script; return the articles, and the records passed over."""
    partitions, latest, passed_over = len(kafka.partitions(dedupe.STAGE.reads)), 0, 0
    rows: Counter[int] = Counter()
    async with _writing(kafka, dedupe.STAGE, send=send) as put:
        async for record in _records(kafka, ARTICLES_CLEAN, on_progress):
            try:
                article = decode(CleanArticle, record.value)
            except Rejection:
                passed_over += 1
                continue
            partition = partition_of(identity(article.headline, article.text).shard_key.encode(), partitions)
            await put(partition, ROW_KEY, _sighting(article, record.timestamp, rows[partition]))
            rows[partition] += 1
            latest = max(latest, record.timestamp)
    await _mark(kafka, dedupe.STAGE, latest, send=send)
    return rows.total(), passed_over


def _sighting(article: CleanArticle, arrival: int, index: int) -> Sighting:
    text = Text(
        content_id=article.content_id, article_id=article.article_id, version=article.version, source=article.source
    )  # fmt: skip
    return Sighting(
        offset=BEFORE, index=index, arrival=arrival, algorithm=dedupe.STAGE.algorithm, text=text,
        occurrence=draft_occurrence(article).hex(),
    )  # fmt: skip


async def _seed_ticks(kafka: Session, on_progress: Progress, *, send: bool) -> tuple[int, int]:
    """Write the rows that the stage gives for the published ticks; return the ticks, and the records passed over.

    A published tick has all fields of a printed one. The step's outputs are not sent: they were published already.
    """
    stage, state, outcomes = ticks.STAGE, Rates(), Counter[object]()
    index, latest = 0, 0
    async with _writing(kafka, stage, send=send) as put:
        async for record in _records(kafka, FX_TICKS, on_progress):
            result = stage.step(receive_all(stage, [record]), state)
            outcomes[result.outcomes[0] if isinstance(result.outcomes[0], Outcome) else Rejection] += 1
            for row in result.rows:
                await put(record.partition, ROW_KEY, row.model_copy(update={"offset": BEFORE, "index": index}))
                index += 1
            latest = max(latest, record.timestamp)
    await _mark(kafka, stage, latest, send=send)
    return outcomes[Outcome.PROCESSED], outcomes[Rejection]


async def _records(kafka: Session, topic: Topic, on_progress: Progress) -> AsyncIterator[Any]:
    """Yield the records that a topic holds now, without tombstones."""
    async for record in kafka.records(await kafka.ranges(kafka.partitions(topic)), on_progress):
        if record.value is not None:
            yield record


async def _mark(kafka: Session, stage: AnyStage, arrival: int, *, send: bool) -> None:
    """Write a checkpoint per partition: the state now has all that the group has committed."""
    marks = await committed(kafka.admin, kafka.settings.group)
    async with _writing(kafka, stage, send=send) as put:
        for place in kafka.partitions(stage.reads):
            done = marks.get(place, 0) - 1
            mark = Checkpoint(since=BEFORE, through=done, arrival=arrival, algorithm=stage.algorithm)
            await put(place.partition, CHECKPOINT_KEY, mark)


@asynccontextmanager
async def _writing(kafka: Session, stage: AnyStage, *, send: bool) -> AsyncIterator[Put]:
    """Yield a function that writes to the state topic of a stage; on leaving, the broker has all that was written."""
    assert stage.state_topic is not None  # noqa: S101  only stages with memory are seeded
    name = stage.state_topic.full_name(kafka.settings.prefix)
    sent: list[Awaitable[object]] = []
    producer = AIOKafkaProducer(**connection(kafka.settings), enable_idempotence=True, linger_ms=20)

    async def put(partition: int, key: bytes, message: Message) -> None:
        if send:
            sent.append(await producer.send(name, encode(message), key=key, partition=partition))
        if len(sent) >= WINDOW:
            await asyncio.gather(*sent)
            sent.clear()

    await producer.start()
    try:
        yield put
        await asyncio.gather(*sent)
    except KafkaError as error:
        raise DeliveryFailed(f"{name} did not accept a row: {type(error).__name__}: {error}") from None
    finally:
        await producer.stop()
