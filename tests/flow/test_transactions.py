"""Crawlers may publish in transactions: what is aborted never comes out, and what is open is waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from aiokafka import TopicPartition
from confluent_kafka import Producer
from faust.types import TP

from schemas.topics import ARTICLES_CLEAN, PAGES_RAW
from streams.kafka.admin import admin
from streams.kafka.groups import committed
from streams.settings import Settings
from streams.worker.process import Worker
from tests.metrics.exposition import samples
from tests.support.cli import command
from tests.support.kafka import publish, running, until, values
from tests.support.pages import MadePage, make_pages

pytestmark = pytest.mark.kafka

ANSWER_SECONDS = 120.0


@contextmanager
def crawler(settings: Settings) -> Iterator[Producer]:
    """Yield a producer with transactions; one that is open at the end is left to its time limit."""
    producer = Producer({
        "bootstrap.servers": settings.brokers, "transactional.id": settings.group, "transaction.timeout.ms": 600_000,
        "log_level": 0,
    })  # fmt: skip
    producer.init_transactions(ANSWER_SECONDS)
    yield producer


def send(settings: Settings, producer: Producer, pages: list[MadePage]) -> None:
    """Send pages in a new transaction, and leave it open."""
    producer.begin_transaction()
    for page in pages:
        producer.produce(PAGES_RAW.full_name(settings.prefix), page.text.encode(), key=b"", partition=0)
    producer.flush(ANSWER_SECONDS)


def pages(count: int, seed: int) -> list[MadePage]:
    return list(make_pages(count, seed, repeated=0))


async def published(settings: Settings) -> set[str]:
    """Return the marks of the articles that came out."""
    texts = [article["text"] for article in await values(settings, ARTICLES_CLEAN)]
    return {word for text in texts for word in text.replace(".", " ").split() if word.startswith("mark")}


def marks(*some: list[MadePage]) -> set[str]:
    return {mark for pages_ in some for page in pages_ for mark in page.marks}


async def all_committed(settings: Settings, end: int) -> bool:
    place = TopicPartition(PAGES_RAW.full_name(settings.prefix), 0)
    async with admin(settings) as client:
        return (await committed(client, settings.group)).get(place) == end


def lag(worker: Worker, settings: Settings) -> int | None:
    return worker.application.consumer.lags(worker.broker.ends).get(TP(PAGES_RAW.full_name(settings.prefix), 0))


async def is_idle(worker: Worker) -> bool:
    """Return whether the watchdog sees nothing that waits."""
    await worker.broker.look(worker.application.consumer.assignment())
    return worker.application.consumer.last_progress(17.0) == 17.0


async def test_pages_of_aborted_transactions_never_come_out(settings: Settings) -> None:
    aborted, kept, plain = pages(2, 1), pages(2, 2), pages(1, 3)
    async with running(settings):
        with crawler(settings) as producer:
            await asyncio.to_thread(send, settings, producer, aborted)
            await asyncio.to_thread(producer.abort_transaction, ANSWER_SECONDS)
            await asyncio.to_thread(send, settings, producer, kept)
            await asyncio.to_thread(producer.commit_transaction, ANSWER_SECONDS)
        await publish(settings, [(page.text.encode(), ()) for page in plain])

        async def all_out() -> bool:
            return await published(settings) >= marks(kept, plain)

        await until(all_out)
        assert await published(settings) == marks(kept, plain)


async def test_a_transaction_whose_marker_ends_the_log_leaves_nothing_to_wait_for(settings: Settings) -> None:
    async with running(settings) as worker:
        with crawler(settings) as producer:
            await asyncio.to_thread(send, settings, producer, pages(1, 1))
            await asyncio.to_thread(producer.commit_transaction, ANSWER_SECONDS)
        await until(lambda: all_committed(settings, 2))  # a page and the marker
        await worker.broker.look(worker.application.consumer.assignment())
        await until(lambda: is_idle(worker))
        assert lag(worker, settings) == 0
        status = await command(settings, "status", "--json", "--sample", "0.1")
    assert b'"lag_records":1' not in status.stdout.replace(b" ", b""), status.stdout
    async with running(settings) as worker:
        assert await published(settings)
        await worker.broker.look(worker.application.consumer.assignment())
        assert lag(worker, settings) == 0


async def test_an_open_transaction_is_waited_for_and_shown_and_is_no_stall(settings: Settings) -> None:
    before, opened, after = pages(1, 1), pages(1, 2), pages(1, 3)
    async with running(settings) as worker:
        await publish(settings, [(page.text.encode(), ()) for page in before])
        await until(lambda: all_committed(settings, 1))
        with crawler(settings) as producer:
            await asyncio.to_thread(send, settings, producer, opened)
            await publish(settings, [(page.text.encode(), ()) for page in after])

            async def is_shown() -> bool:
                await worker.broker.look(worker.application.consumer.assignment())
                return age(worker) > 0

            await until(is_shown)
            await until(lambda: is_idle(worker))
            assert lag(worker, settings) == 0
            assert marks(opened, after).isdisjoint(await published(settings))
            await asyncio.to_thread(producer.abort_transaction, ANSWER_SECONDS)
        await until(lambda: all_committed(settings, 4))

        async def is_over() -> bool:
            await worker.broker.look(worker.application.consumer.assignment())
            return age(worker) == 0

        await until(is_over)
    assert await published(settings) == marks(before, after)


def age(worker: Worker) -> float:
    """Return the age of the open transaction on the pages, as the metrics show it."""
    shown = samples(worker.application.metrics)
    return shown["silkwire_open_transaction_seconds", (("partition", "0"), ("stage", "split"))]
