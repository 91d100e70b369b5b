"""The embedded Kafka, one for all tests, and settings of its own for each."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import hypothesis
import pytest

from deploy.local import LocalKafka
from streams.kafka.topics import admin, apply_topics
from streams.settings import Settings

hypothesis.settings.register_profile("silkwire", deadline=None)  # a busy machine is no failure; bench/ measures time
hypothesis.settings.load_profile("silkwire")

NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def kafka() -> Iterator[LocalKafka]:
    """Start a real broker once."""
    with LocalKafka() as broker:
        yield broker


@pytest.fixture
def bare_settings(kafka: LocalKafka) -> Settings:
    """Return settings with a prefix and a group that no other test has; no topics yet."""
    number = next(NUMBERS)
    return Settings(brokers=kafka.bootstrap, prefix=f"t{number}.", group=f"g{number}", http_port=0, commit_seconds=0.05)


@pytest.fixture
async def settings(bare_settings: Settings) -> Settings:
    """Return settings whose topics exist."""
    async with admin(bare_settings) as client:
        await apply_topics(client, bare_settings)
    return bare_settings


@pytest.fixture(scope="session")
def kafka_for_faults() -> Iterator[str]:
    """Start a broker of its own for the tests of faults: a dead worker is missed after 3 s."""
    with LocalKafka(properties={"group.min.session.timeout.ms": "1000"}) as broker:
        yield broker.bootstrap
