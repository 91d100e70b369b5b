"""What the metrics say of the inputs is what the broker says, also where nothing is fetched."""

from __future__ import annotations

import asyncio
import logging
from typing import cast

import pytest
from faust.types import TP

from schemas.topics import PAGES_RAW
from streams.kafka.admin import admin
from streams.kafka.log_ranges import BrokerClient
from streams.metrics import PartitionSnapshot, StageSnapshot
from streams.settings import Settings
from streams.transport import BatchConsumer
from streams.worker.process import Worker
from streams.worker.snapshot import BrokerView
from tests.support.kafka import publish, running, until, until_held

pytestmark = pytest.mark.kafka

REFUSED = (b"\xff", ())
LATER = 12


def split_now(worker: Worker) -> StageSnapshot:
    return next(stage for stage in worker.snapshot().stages if stage.name == "split")


def first_partition(worker: Worker) -> PartitionSnapshot:
    return next(it for it in split_now(worker).partitions if it.partition == 0)


async def test_a_retention_raised_on_the_broker_is_the_one_that_counts(settings: Settings) -> None:
    name = PAGES_RAW.full_name(settings.prefix)
    async with running(settings) as worker:
        assert split_now(worker).retention_ms == PAGES_RAW.retention_ms
        async with admin(settings) as client:
            await client.alter({name: {"retention.ms": "9000000000"}})

        async def seen() -> bool:
            await worker.broker.look([TP(name, 0)])
            return split_now(worker).retention_ms == 9_000_000_000

        await until(seen)


async def test_the_lag_of_a_held_partition_grows_with_what_comes(settings: Settings) -> None:
    name = PAGES_RAW.full_name(settings.prefix)
    async with running(settings.model_copy(update={"reject_limit": 1})) as worker:
        await publish(settings, [REFUSED])
        await until_held(worker)
        for _ in range(LATER):  # one by one: each is one fetch, until the inbox is full
            await publish(settings, [REFUSED])
        await worker.broker.look([TP(name, 0)])
        assert first_partition(worker).held
        assert first_partition(worker).lag == LATER


async def test_a_broker_that_does_not_answer_leaves_what_it_said_before(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    name = PAGES_RAW.full_name(settings.prefix)
    async with running(settings) as worker:
        away = settings.model_copy(update={"brokers": "127.0.0.1:1"})
        gone = BrokerView(away, BrokerClient(away), worker.application.consumer, (name,), {name: 5}, {TP(name, 0): 7})
        with caplog.at_level(logging.WARNING):
            await gone.look([TP(name, 0)])
    assert (gone.retention_ms, gone.ends) == ({name: 5}, {TP(name, 0): 7})
    assert "127.0.0.1:1" in caplog.text


async def test_a_partition_that_was_given_away_meanwhile_has_no_figures(settings: Settings) -> None:
    elsewhere = TP(PAGES_RAW.full_name(settings.prefix), 99)
    async with running(settings) as worker:
        consumer = worker.application.consumer
        assert consumer.open_transaction(elsewhere) is None
        assert elsewhere not in consumer.lags()
        await worker.broker.look([elsewhere])  # it goes on without its figures


class Breaking:
    """A consumer whose connection breaks under a question, as one to a worker's dying broker does."""

    async def highwaters(self, *_: TP) -> dict[TP, int]:
        raise asyncio.CancelledError


async def test_a_connection_that_breaks_under_the_question_does_not_end_the_worker(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    name = PAGES_RAW.full_name(settings.prefix)
    broker = BrokerClient(settings)
    view = BrokerView(settings, broker, cast(BatchConsumer, Breaking()), (name,), {}, {TP(name, 0): 7})
    with caplog.at_level(logging.WARNING):
        await view.look([TP(name, 0)])
    await broker.stop()
    assert view.ends == {TP(name, 0): 7}
    assert "CancelledError" in caplog.text
