"""Clients retry while the broker is silent, check certificates, and explain errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    KafkaError,
    KafkaTimeoutError,
    NodeNotReadyError,
    RequestTimedOutError,
    TopicAuthorizationFailedError,
)

from streams.errors import UsageError
from streams.kafka import connection as clients
from streams.kafka.connection import connection, explain_error, retry_until_answered
from streams.settings import Settings


def test_a_file_that_holds_no_certificate_is_named(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("no certificate", "utf-8")
    with pytest.raises(UsageError, match=r"ca\.pem holds no PEM certificate"):
        connection(Settings(security_protocol="SSL", tls_ca_file=str(file)))


def test_a_missing_right_and_a_broker_that_is_down_have_different_codes() -> None:
    settings = Settings(sasl_username="crawl")
    refused, down = (
        explain_error(settings, GroupAuthorizationFailedError("silkwire")),
        explain_error(settings, NodeNotReadyError()),
    )
    assert (refused.code, down.code) == (77, 69)
    assert "does not allow crawl to do this" in str(refused)
    assert "silkwire doctor" in str(down)


async def test_a_broker_that_comes_back_is_asked_until_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "RETRY_SECONDS", 0)
    silences: list[KafkaError] = [KafkaTimeoutError("40000 ms"), RequestTimedOutError()]

    async def ask() -> int:
        if silences:
            raise silences.pop()
        return 7

    assert await retry_until_answered("where pages[0] begins", ask) == 7


async def test_a_broker_that_refuses_is_not_asked_again() -> None:
    async def ask() -> int:
        raise TopicAuthorizationFailedError("pages")

    with pytest.raises(TopicAuthorizationFailedError):
        await retry_until_answered("where pages[0] begins", ask)
