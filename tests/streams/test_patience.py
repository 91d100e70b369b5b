"""A question to a broker that says nothing is asked again; one that it refuses is not."""

from __future__ import annotations

import pytest
from aiokafka.errors import KafkaError, KafkaTimeoutError, RequestTimedOutError, TopicAuthorizationFailedError

from streams.errors import BrokerDown, WorkerFailed
from streams.kafka import connection as clients
from streams.kafka.connection import patiently
from streams.worker.process import _cause


async def test_a_broker_that_comes_back_is_asked_until_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "AGAIN_SECONDS", 0)
    silences: list[KafkaError] = [KafkaTimeoutError("40000 ms"), RequestTimedOutError()]

    async def ask() -> int:
        if silences:
            raise silences.pop()
        return 7

    assert await patiently("where pages[0] begins", ask) == 7


async def test_a_broker_that_refuses_is_not_asked_again() -> None:
    async def ask() -> int:
        raise TopicAuthorizationFailedError("pages")

    with pytest.raises(TopicAuthorizationFailedError):
        await patiently("where pages[0] begins", ask)


def test_a_worker_that_ends_by_a_silent_broker_says_so_with_its_code() -> None:
    assert isinstance(_cause(ExceptionGroup("batches", [KafkaTimeoutError("40000 ms")])), BrokerDown)
    assert isinstance(_cause(ExceptionGroup("batches", [KeyError("id")])), WorkerFailed)
