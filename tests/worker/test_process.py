"""The worker's process ends with the exit code of the cause."""

from __future__ import annotations

import asyncio

import pytest
from aiokafka.errors import KafkaTimeoutError

from streams.errors import BrokerDown, WorkerFailed
from streams.settings import Settings
from streams.worker.process import Worker, exit_error
from streams.worker.snapshot import BrokerView
from streams.worker.topic_watch import TopicWatch
from tests.support.ports import dead_address


def test_a_silent_broker_has_the_exit_code_of_a_broker_that_is_down() -> None:
    assert isinstance(exit_error(ExceptionGroup("batches", [KafkaTimeoutError("40000 ms")])), BrokerDown)
    assert isinstance(exit_error(ExceptionGroup("batches", [KeyError("id")])), WorkerFailed)


async def test_while_no_broker_answers_only_the_start_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: set[str] = set()
    both = asyncio.Event()

    async def look(watch: TopicWatch | BrokerView, *_: object) -> None:
        looks.add(type(watch).__name__)
        if len(looks) > 1:
            both.set()

    monkeypatch.setattr(TopicWatch, "look", look)
    monkeypatch.setattr(BrokerView, "look", look)
    with dead_address() as address:
        worker = Worker(Settings(brokers=address))
        following = asyncio.ensure_future(worker.follow())
        with pytest.raises(BrokerDown):
            await worker.start()
    assert not looks
    worker.checked.set()
    await both.wait()
    following.cancel()
