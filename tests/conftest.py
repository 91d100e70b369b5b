"""The embedded Kafka, one for all tests of a run, also for those that run side by side; a prefix and a group per test."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import hypothesis
import pytest
from xdist.workermanage import WorkerController

from deploy.local import LocalKafka, LocalKafkaError, broker
from streams.kafka.admin import admin
from streams.kafka.topics import apply_topics
from streams.settings import Settings

hypothesis.settings.register_profile("silkwire", deadline=None)  # a busy machine is no failure; bench/ measures time
hypothesis.settings.load_profile("silkwire")

NUMBERS = itertools.count()

WHOLE_FOLDERS = {"eval"}
"""Folders whose files share what takes long to make: the labelled pages, split."""

SHARED_KAFKA = pytest.StashKey[LocalKafka]()
NO_KAFKA = pytest.StashKey[str]()
"""Why the shared broker did not start."""

broker._START_SECONDS = 600.0  # the ceiling of a test; on a busy machine a broker may take minutes

PROPERTIES = {
    "group.min.session.timeout.ms": "1000",  # tests that kill workers do not wait longer
    "broker.session.timeout.ms": "60000",  # a busy machine is no failure
}


def new_kafka() -> LocalKafka:
    """Return the broker of a run; it is not started."""
    return LocalKafka(properties=PROPERTIES)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: WorkerController) -> None:
    """Give every process of a run the address of the same broker; the first starts it."""
    stash = node.config.stash
    if SHARED_KAFKA not in stash:
        stash[SHARED_KAFKA] = new_kafka()
        try:
            stash[SHARED_KAFKA].start()
        except LocalKafkaError as error:  # only tests on Kafka fail, and say so
            node.config.stash[NO_KAFKA] = str(error)
    node.workerinput["no_kafka"] = stash.get(NO_KAFKA, "")
    node.workerinput["brokers"] = "" if NO_KAFKA in stash else stash[SHARED_KAFKA].bootstrap


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a file in one process, which makes what they share once; those on Kafka take any process."""
    for item in items:
        if item.get_closest_marker("kafka") is None:
            folder = item.path.parent
            item.add_marker(
                pytest.mark.xdist_group(
                    str((folder if folder.name in WHOLE_FOLDERS else item.path).relative_to(item.config.rootpath))
                )
            )


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the broker that the processes shared."""
    if kafka := config.stash.get(SHARED_KAFKA, None):
        kafka.stop()


@pytest.fixture(scope="session")
def brokers(request: pytest.FixtureRequest) -> Iterator[str]:
    """Return the address of a real broker."""
    given = getattr(request.config, "workerinput", {})
    if why := given.get("no_kafka"):
        pytest.fail(f"the shared Kafka did not start: {why}")
    if shared := given.get("brokers"):
        yield shared
        return
    with new_kafka() as kafka:
        yield kafka.bootstrap


@pytest.fixture
def bare_settings(brokers: str, worker_id: str) -> Settings:
    """Return settings with a prefix and a group that no other test has; no topics yet."""
    name = f"{worker_id}-{next(NUMBERS)}"
    return Settings(brokers=brokers, prefix=f"{name}.", group=name, http_port=0, commit_seconds=0.05)


@pytest.fixture
async def settings(bare_settings: Settings) -> Settings:
    """Return settings whose topics exist."""
    async with admin(bare_settings) as client:
        await apply_topics(client, bare_settings)
    return bare_settings
