"""Takes over what release 0.1.0 knew of published articles: their ids and versions.

    articles.clean ─▶ one row per article ─▶ dedupe.state, before the first record of drafts

In 0.1.0 other stages decided which texts are new, and kept state that this release cannot read. Their input topics must
be empty, or processed: a record that is left there would never be published. Then articles.clean has every article that
a reader can still hold, so the rows make dedupe know them all.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError

from agents.dedupe import STAGE
from agents.dedupe.state import Sighting, Text
from agents.occurrences import draft_occurrence
from agents.text.normalise import identity
from schemas.article import CleanArticle
from schemas.base import Message
from schemas.codec import decode, encode
from schemas.rejection import Rejection
from schemas.state import CHECKPOINT_KEY, ROW_KEY, Checkpoint
from schemas.topics import ARTICLES_CLEAN, RETIRED, STATES
from streams.errors import DeliveryFailed, NotMigrated
from streams.kafka.connection import connection
from streams.kafka.groups import committed
from streams.kafka.partitions import partition_of
from streams.kafka.topics import retired_topics
from streams.operate.session import Progress, Session
from streams.settings import Settings

__all__ = ["Legacy", "Seeded", "legacy", "require_migrated", "seed"]

BEFORE = -1
"""Input offset of what is known before the first record."""

WINDOW = 5000
"""Rows that wait for the broker at a time."""

(STATE,) = [topic for topic in STATES if topic is STAGE.state_topic]


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
        return f"dedupe does not know yet what release 0.1.0 published ({self.topics[0]} exists). Run: silkwire migrate"


@dataclass(frozen=True, slots=True)
class Seeded:
    """What was read from articles.clean: articles by partition of the state, and records that are no clean articles."""

    articles: Counter[int]
    passed_over: int


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
    state = (await kafka.ranges(kafka.partitions(STATE))).values()
    return Legacy(tuple(topics), +waiting, not all(map(len, state)))


async def require_migrated(settings: Settings) -> None:
    """Raise NotMigrated if an earlier release left records to process, or articles that dedupe does not know."""
    async with Session(settings) as kafka:
        if await retired_topics(kafka.admin, settings) and (problem := (await legacy(kafka)).problem(settings.group)):
            raise NotMigrated(problem)


async def seed(kafka: Session, on_progress: Progress, *, send: bool) -> Seeded:
    """Write a row per clean article, and one checkpoint per partition; with `send` False, only count.

    Rows count once their checkpoint is there. So a run that did not end leaves nothing, and can be repeated. Raises
    DeliveryFailed if the broker does not accept a row.
    """
    partitions, latest, passed_over = len(kafka.partitions(STATE)), 0, 0
    articles: Counter[int] = Counter()
    async with _writing(kafka, send=send) as put:
        async for arrival, article in _articles(kafka, on_progress):
            if article is None:
                passed_over += 1
                continue
            partition = partition_of(identity(article.headline, article.text).shard_key.encode(), partitions)
            await put(partition, ROW_KEY, _row(article, arrival, articles[partition]))
            articles[partition] += 1
            latest = max(latest, arrival)
    mark = Checkpoint(since=BEFORE, through=BEFORE, arrival=latest, algorithm=STAGE.algorithm)
    async with _writing(kafka, send=send) as put:
        for partition in range(partitions):
            await put(partition, CHECKPOINT_KEY, mark)
    return Seeded(articles, passed_over)


async def _articles(kafka: Session, on_progress: Progress) -> AsyncIterator[tuple[int, CleanArticle | None]]:
    """Yield arrival and article of every record of articles.clean; None for what another program wrote there."""
    async for record in kafka.records(await kafka.ranges(kafka.partitions(ARTICLES_CLEAN)), on_progress):
        if record.value is None:  # a tombstone
            continue
        try:
            yield record.timestamp, decode(CleanArticle, record.value)
        except Rejection:
            yield record.timestamp, None


def _row(article: CleanArticle, arrival: int, index: int) -> Sighting:
    known = Text(
        content_id=article.content_id, article_id=article.article_id, version=article.version, source=article.source
    )  # fmt: skip
    return Sighting(
        offset=BEFORE, index=index, arrival=arrival, algorithm=STAGE.algorithm, text=known,
        occurrence=draft_occurrence(article).hex(),
    )  # fmt: skip


@asynccontextmanager
async def _writing(kafka: Session, *, send: bool) -> AsyncIterator[Callable[[int, bytes, Message], Awaitable[None]]]:
    """Give a function that writes a message to a partition of the state; on leaving, the broker has all of them."""
    name = STATE.full_name(kafka.settings.prefix)
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
