"""A worker that Kafka does not admit to its group says why, and with which exit code."""

from __future__ import annotations

import pytest
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    InvalidGroupIdError,
    InvalidSessionTimeoutError,
    KafkaError,
    TopicAuthorizationFailedError,
)

from streams.errors import ExitError, GroupRefused, NotAllowed, UsageError
from streams.settings import Settings
from streams.worker.group_refusal import group_refusal


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (InvalidSessionTimeoutError(), UsageError, "SILKWIRE_SESSION_SECONDS=10"),
        (GroupAuthorizationFailedError("silkwire"), NotAllowed, "does not allow an unnamed user"),
        (TopicAuthorizationFailedError("pages"), NotAllowed, "does not allow an unnamed user"),
        (InvalidGroupIdError(), GroupRefused, "to group silkwire ([Error 24] InvalidGroupIdError)"),
    ],
)
async def test_an_error_of_joining_the_group_has_its_exit_code(error: KafkaError, kind: type[ExitError], words: str) -> None:
    refusal = await group_refusal(Settings(brokers="127.0.0.1:1"), error)
    assert type(refusal) is kind
    assert words in str(refusal)
