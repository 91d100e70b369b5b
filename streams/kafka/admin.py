"""The admin client: what Kafka says of the cluster, its topics and groups, and the changes of them.

It is confluent-kafka's, whose answers have types. Of its calls, those are used that survive a broker which restarts
(docs/decisions/0019). Consumers and producers are aiokafka's.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from concurrent.futures import Future
from contextlib import asynccontextmanager
from typing import TypeVar

from aiokafka import TopicPartition
from confluent_kafka import KafkaError, KafkaException, TopicCollection
from confluent_kafka import TopicPartition as Mark
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ClusterMetadata,
    ConfigEntry,
    ConfigResource,
    NewPartitions,
    NewTopic,
    OffsetSpec,
    ResourceType,
    TopicDescription,
)

from streams.errors import BrokerDown, ExitError
from streams.kafka.connection import CONNECT_MS, broker_down, not_allowed, tls_context, why_unreachable
from streams.settings import Settings

__all__ = ["Admin", "AdminClosedError", "NewTopic", "admin", "explain_answer"]

T = TypeVar("T")
T2 = TypeVar("T2")

REQUEST_SECONDS = 60.0
"""Longest time for a request, with librdkafka's own retries. A busy machine or broker answers late."""

POLL_SECONDS = 0.01

ALL_DOWN = KafkaError._ALL_BROKERS_DOWN  # noqa: SLF001  librdkafka's own error codes begin with _

NOT_ALLOWED = frozenset(
    {KafkaError.TOPIC_AUTHORIZATION_FAILED, KafkaError.GROUP_AUTHORIZATION_FAILED, KafkaError.CLUSTER_AUTHORIZATION_FAILED}
)


ANY_TOPIC = "__consumer_offsets"
"""A topic to ask for; whether it exists does not matter."""

UNKNOWN_TOPIC = frozenset({KafkaError.UNKNOWN_TOPIC_OR_PART})


class AdminClosedError(RuntimeError):
    """A request was made after the client was closed."""


class Admin:
    """A connection for administration. Each method sends one request, and raises KafkaException if Kafka refuses it.

    At the end of the block of `admin`, a KafkaException becomes BrokerDown or NotAllowed.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._errors: list[int] = []
        self._open_client: AdminClient | None = AdminClient(
            _options(settings), error_cb=lambda error: self._errors.append(error.code())
        )

    @property
    def _client(self) -> AdminClient:
        """The client of librdkafka. Raises AdminClosedError after `close`: a request while it closes can be a memory fault."""
        if self._open_client is None:
            raise AdminClosedError("the admin client is closed")
        return self._open_client

    async def reach(self) -> None:
        """Return once a broker has answered. Raises BrokerDown if none does, at once where all refuse the connection."""
        answer = asyncio.ensure_future(self._any_answer())
        while not answer.done():
            await asyncio.wait({answer}, timeout=POLL_SECONDS)
            self._client.poll(0)  # calls error_cb
            if ALL_DOWN in self._errors and (why := await why_unreachable(self.settings)) is not None:
                answer.cancel()
                raise why
            self._errors.clear()
        if not answer.result():
            raise await why_unreachable(self.settings) or BrokerDown(
                f"{self.settings.brokers} answers, but reports no cluster: look at the broker's log"
            )

    async def _any_answer(self) -> bool:
        """Return whether a broker answers within CONNECT_MS, if only that there is no such topic."""
        (asked,) = self._client.describe_topics(TopicCollection([ANY_TOPIC]), request_timeout=CONNECT_MS / 1000).values()
        try:
            await _answer(asked)
        except KafkaException as error:
            return bool(error.args[0].code() > 0)  # librdkafka's own errors are negative
        return True

    async def brokers(self) -> int:
        """Return how many brokers the cluster has now."""
        return len((await self._metadata()).brokers)

    async def _metadata(self) -> ClusterMetadata:
        return await asyncio.to_thread(self._client.list_topics, timeout=REQUEST_SECONDS)

    async def topic_names(self) -> set[str]:
        """Return the names of all topics that this user may see."""
        return set((await self._metadata()).topics)

    async def describe(self, names: Iterable[str]) -> dict[str, TopicDescription]:
        """Return the partitions and the id of each topic. A topic that does not exist is left out."""
        asked = list(names)
        if not asked:
            return {}
        futures = self._client.describe_topics(TopicCollection(asked), request_timeout=REQUEST_SECONDS)
        return await _answers(futures, without=UNKNOWN_TOPIC)

    async def configs(self, names: Iterable[str]) -> dict[str, dict[str, str]]:
        """Return the configuration of each topic, by setting. A topic that this user may not look at is left out."""
        asked = [ConfigResource(ResourceType.TOPIC, name) for name in names]
        if not asked:
            return {}
        futures = self._client.describe_configs(asked, request_timeout=REQUEST_SECONDS)
        found = await _answers(futures, without=UNKNOWN_TOPIC | NOT_ALLOWED)
        return {it.name: {key: entry.value for key, entry in entries.items()} for it, entries in found.items()}

    async def alter(self, changes: Mapping[str, Mapping[str, str]]) -> None:
        """Set these settings of each topic. All others stay as they are."""
        asked = [ConfigResource(ResourceType.TOPIC, name, incremental_configs=_entries(it)) for name, it in changes.items()]
        if asked:
            await _answers(self._client.incremental_alter_configs(asked, request_timeout=REQUEST_SECONDS))

    async def create(self, topics: Iterable[NewTopic]) -> None:
        """Create topics; one that exists already stays as it is. Raises ExitError for the first that Kafka refuses."""
        futures = self._client.create_topics(list(topics), request_timeout=REQUEST_SECONDS)
        for name, future in futures.items():
            try:
                await _answer(future)
            except KafkaException as error:
                cause = error.args[0]
                if cause.code() in NOT_ALLOWED:
                    raise
                if cause.code() != KafkaError.TOPIC_ALREADY_EXISTS:
                    raise ExitError(f"topic {name} was not created: {cause.str()}") from None

    async def grow(self, counts: Mapping[str, int]) -> None:
        """Add partitions until each topic has that many. A topic that has them already stays as it is."""
        asked = [NewPartitions(name, count) for name, count in counts.items()]
        if asked:
            futures = self._client.create_partitions(asked, request_timeout=REQUEST_SECONDS)
            await _answers(futures, without={KafkaError.INVALID_PARTITIONS})

    async def delete_records(self, before: Mapping[TopicPartition, int]) -> None:
        """Delete the records of each partition before an offset; -1 deletes all."""
        asked = [Mark(place.topic, place.partition, offset) for place, offset in before.items()]
        if asked:
            await _answers(self._client.delete_records(asked, request_timeout=REQUEST_SECONDS))

    async def offsets(self, places: Iterable[TopicPartition], *, latest: bool = False) -> dict[TopicPartition, int]:
        """Return the first offset of each partition's log; with `latest`, the offset after the last record.

        Records of open and aborted transactions count.
        """
        spec = OffsetSpec.latest() if latest else OffsetSpec.earliest()
        asked = {Mark(place.topic, place.partition): spec for place in places}
        if not asked:
            return {}
        found = await _answers(self._client.list_offsets(asked, request_timeout=REQUEST_SECONDS))
        return {TopicPartition(mark.topic, mark.partition): answer.offset for mark, answer in found.items()}

    async def close(self) -> None:
        """Take no more requests, and wait until librdkafka's threads have ended."""
        client, self._open_client = self._client, None
        await asyncio.to_thread(client.__exit__, None, None, None)


def _entries(settings: Mapping[str, str]) -> list[ConfigEntry]:
    return [ConfigEntry(key, value, incremental_operation=AlterConfigOpType.SET) for key, value in settings.items()]


async def _answer(future: Future[T]) -> T:
    return await asyncio.wrap_future(future)


async def _answers(futures: Mapping[T, Future[T2]], without: Collection[int] = ()) -> dict[T, T2]:
    """Return the answers by what was asked. An answer that is an error of `without` is left out."""
    answers: dict[T, T2] = {}
    for asked, future in futures.items():
        try:
            answers[asked] = await _answer(future)
        except KafkaException as error:
            if error.args[0].code() not in without:
                raise
    return answers


@asynccontextmanager
async def admin(settings: Settings) -> AsyncIterator[Admin]:
    """Yield an admin client that has reached a broker.

    Raises BrokerDown if no broker answers within five seconds, and NotAllowed if Kafka denies a request.
    """
    client = Admin(settings)
    try:
        await client.reach()
        yield client
    except KafkaException as error:
        raise explain_answer(settings, error.args[0]) from error
    finally:
        await client.close()


def _options(settings: Settings) -> dict[str, str | int | float | bool]:
    """Return librdkafka's options. Raises UsageError if the CA file has no certificate."""
    options: dict[str, str | int | float | bool] = {
        "bootstrap.servers": settings.brokers,
        "client.id": "silkwire",
        "security.protocol": settings.security_protocol,
        "socket.connection.setup.timeout.ms": CONNECT_MS,
        "log_level": 0,  # errors come back with the answers
    }
    if tls_context(settings) is not None:
        system = ssl.get_default_verify_paths()
        options["ssl.ca.location"] = settings.tls_ca_file or system.cafile or system.capath or "probe"
    if settings.security_protocol.startswith("SASL"):
        options |= {
            "sasl.mechanism": settings.sasl_mechanism,
            "sasl.username": settings.sasl_username,
            "sasl.password": settings.sasl_password.get_secret_value(),
        }
    return options


def explain_answer(settings: Settings, error: KafkaError) -> ExitError:
    """Convert an error of the broker or of librdkafka into NotAllowed or BrokerDown."""
    what = f"{error.name()}: {error.str()}"
    return not_allowed(settings, what) if error.code() in NOT_ALLOWED else broker_down(settings, what)
