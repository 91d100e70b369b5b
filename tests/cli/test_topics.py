"""`silkwire topics` applies the registry once."""

from __future__ import annotations

import subprocess

import orjson
import pytest

from schemas.topics import TOPICS
from streams.settings import Settings
from tests.support.cli import silkwire


@pytest.mark.kafka
def test_applying_twice_changes_nothing_the_second_time(bare_settings: Settings) -> None:
    def topics(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        return silkwire("topics", *arguments, SILKWIRE_BROKERS=bare_settings.brokers, SILKWIRE_PREFIX=bare_settings.prefix)

    first, second = (topics("apply") for _ in range(2))
    assert f"{len(TOPICS)} of {len(TOPICS)} topics created" in first.stdout.decode()
    assert f"0 of {len(TOPICS)} topics created" in second.stdout.decode()
    shown = orjson.loads(topics("show", "--json").stdout)
    assert {row["status"] for row in shown} == {"ok"}
