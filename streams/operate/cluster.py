"""Facts of Kafka: topics, groups, state, the newest time stamp, what was refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from schemas.control import Hold
from schemas.topics import REJECTED, STATES
from streams.kafka.reader import Span, partitions, records, spans
from streams.kafka.topics import Finding as TopicFinding
from streams.kafka.topics import compare
from streams.operate.groups import Group, committed, describe
from streams.operate.lag import PartitionLag, lags, oldest_waiting
from streams.settings import Settings

__all__ = ["Cluster", "Copies", "Written", "look_at_cluster"]

Held = Callable[[Settings], Awaitable[Sequence[Hold]]]

HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Copies:
    """A partition that lacks a leader, or copies that are up to date."""

    place: TopicPartition
    leader: int
    in_sync: int
    replicas: int


@dataclass(frozen=True, slots=True)
class Written:
    """The last row of a state partition: by which algorithm, and when, ms; None: it is no row of ours."""

    place: TopicPartition
    algorithm: str | None
    timestamp: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """Facts of Kafka at a moment; `now` in ms of this machine's clock. Without all topics only these are told."""

    now: int
    brokers: int
    topics: Sequence[TopicFinding]
    foreign: Sequence[str]
    copies: Sequence[Copies]
    group: Group
    lags: Mapping[str, Sequence[PartitionLag]]
    written: Sequence[Written]
    refused_last_hour: int
    holds: Sequence[Hold]

    @property
    def complete(self) -> bool:
        """Whether every topic is there, so that all else could be looked at."""
        return all(finding.status != "missing" for finding in self.topics)


async def look_at_cluster(
    client: AIOKafkaAdminClient, consumer: AIOKafkaConsumer, settings: Settings, now: int, held: Held
) -> Cluster:
    """Gather the facts; nothing is written. `held` tells the partitions on hold."""
    found = await compare(client, settings)
    names = {finding.name for finding in found}
    there = set(await client.list_topics())
    complete = names <= there
    return Cluster(
        now=now,
        brokers=len((await client.describe_cluster())["brokers"]),
        topics=found,
        foreign=sorted(name for name in there - names if settings.prefix and name.startswith(settings.prefix)),
        copies=await _copies(client, names & there),
        group=await describe(client, settings.group),
        lags=await _lags(client, consumer, settings) if complete else {},
        written=await _written(consumer, settings.prefix) if complete else (),
        refused_last_hour=await _refused(consumer, settings.prefix, now - HOUR_MS) if complete else 0,
        holds=await held(settings) if complete else (),
    )


async def _copies(client: AIOKafkaAdminClient, names: Iterable[str]) -> list[Copies]:
    rows = [(row["topic"], it) for row in await client.describe_topics(sorted(names)) for it in row["partitions"]]
    found = [
        Copies(TopicPartition(topic, it["partition"]), it["leader"], len(it["isr"]), len(it["replicas"])) for topic, it in rows
    ]
    return [it for it in found if it.leader < 0 or it.in_sync < it.replicas]


async def _lags(
    client: AIOKafkaAdminClient, consumer: AIOKafkaConsumer, settings: Settings
) -> Mapping[str, Sequence[PartitionLag]]:
    marks = await committed(client, settings.group)
    return await oldest_waiting(consumer, await lags(consumer, marks, settings.prefix))


async def _written(consumer: AIOKafkaConsumer, prefix: str) -> list[Written]:
    """Return the last row of every state partition that holds one."""
    places = [place for topic in STATES for place in partitions(topic.full_name(prefix), topic.partitions)]
    held = await spans(consumer, places)
    last = {place: Span(span.end - 1, span.end) for place, span in held.items() if len(span)}
    return [
        Written(TopicPartition(it.topic, it.partition), _algorithm(it.value), it.timestamp)
        async for it in records(consumer, last)
    ]


def _algorithm(value: bytes | None) -> str | None:
    try:
        row = orjson.loads(value or b"")
    except orjson.JSONDecodeError:
        return None
    algorithm = row.get("algorithm") if isinstance(row, dict) else None
    return algorithm if isinstance(algorithm, str) else None


async def _refused(consumer: AIOKafkaConsumer, prefix: str, since: int) -> int:
    held = await spans(consumer, partitions(REJECTED.full_name(prefix), REJECTED.partitions), since=since)
    return sum(map(len, held.values()))
