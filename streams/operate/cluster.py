"""Gathers facts about Kafka: topics, the workers' group, lag, state, rejections of the last hour, holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import orjson
from aiokafka import TopicPartition

from schemas.control import Hold
from schemas.topics import REJECTED, STATES
from streams.kafka.groups import Group, describe_group
from streams.kafka.legacy import look_at_legacy
from streams.kafka.reader import OffsetRange
from streams.kafka.topics import TopicFinding, compare_growth, retired_topics
from streams.operate.holds import read_holds
from streams.operate.lag import PartitionLag, lags, oldest_waiting
from streams.operate.parked import ParkedSource, read_sources
from streams.operate.positions import InputPosition, read_positions
from streams.operate.session import Session

__all__ = ["Cluster", "LackingPartition", "StateHead", "look_at_cluster"]

HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class LackingPartition:
    """A partition that has no leader (`leader` is negative), or that has copies that are not in sync."""

    place: TopicPartition
    leader: int
    in_sync: int
    replicas: int


@dataclass(frozen=True, slots=True)
class StateHead:
    """The last row of one partition of a state topic. `timestamp` is the row's time in ms since 1970.

    `algorithm` is None if the row does not name one: then another program wrote the row.
    """

    place: TopicPartition
    algorithm: str | None
    timestamp: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """Facts about Kafka at one time. `now` is that time in ms since 1970, by this machine's clock.

    If a topic of the registry is missing, the fields after `group` are empty.
    """

    now: int
    brokers: int
    topics: Sequence[TopicFinding]
    foreign: Sequence[str]
    lacking: Sequence[LackingPartition]
    group: Group
    lags: Mapping[str, Sequence[PartitionLag]]
    state_heads: Sequence[StateHead]
    rejected_last_hour: int
    holds: Sequence[Hold]
    parked: Sequence[ParkedSource]
    positions: Sequence[InputPosition] = ()
    """Where the group is on each input partition."""
    retired: Sequence[str] = ()
    """Topics that only an earlier release used, by full name."""
    migration: str = ""
    """What of an earlier release is not taken over yet, and what to do; empty if nothing is."""

    @property
    def complete(self) -> bool:
        """Return whether every topic of the registry exists, so that all facts could be gathered."""
        return all(finding.status != "missing" for finding in self.topics)


async def look_at_cluster(kafka: Session, now: int) -> Cluster:
    """Gather the facts about Kafka without changing anything. `now` is in ms since 1970."""
    prefix = kafka.settings.prefix
    found = await compare_growth(kafka.admin, kafka.settings)
    names = {finding.name for finding in found}
    retired = await retired_topics(kafka.admin, kafka.settings)
    existing = await kafka.admin.topic_names()
    complete = names <= existing
    positions = await read_positions(kafka) if complete else []  # before the lags: see check_transactions
    return Cluster(
        now=now,
        brokers=await kafka.admin.brokers(),
        topics=found,
        foreign=sorted(name for name in existing - names - set(retired) if prefix and name.startswith(prefix)),
        lacking=await _lacking(kafka, names & existing),
        group=await describe_group(kafka.admin, kafka.settings.group),
        lags=await oldest_waiting(kafka, await lags(kafka)) if complete else {},
        state_heads=await _state_heads(kafka) if complete else (),
        rejected_last_hour=await _rejected_since(kafka, now - HOUR_MS) if complete else 0,
        holds=await read_holds(kafka) if complete else (),
        parked=await read_sources(kafka) if complete else (),
        positions=positions,
        retired=retired,
        migration=await _migration(kafka) if complete and retired else "",
    )


async def _migration(kafka: Session) -> str:
    found = await look_at_legacy(kafka.admin, kafka.consumer, kafka.settings)
    return found.problem(kafka.settings.group)


async def _lacking(kafka: Session, names: Iterable[str]) -> list[LackingPartition]:
    described = await kafka.admin.describe(sorted(names))
    found = [
        LackingPartition(TopicPartition(name, it.id), getattr(it.leader, "id", -1), len(it.isr), len(it.replicas))
        for name, topic in described.items()
        for it in topic.partitions
    ]
    return [it for it in found if it.leader < 0 or it.in_sync < it.replicas]


async def _state_heads(kafka: Session) -> list[StateHead]:
    """Return the last row of every state partition that has rows."""
    held = await kafka.ranges([place for topic in STATES for place in kafka.partitions(topic)])
    last = {place: OffsetRange(offsets.end - 1, offsets.end) for place, offsets in held.items() if len(offsets)}
    return [
        StateHead(TopicPartition(it.topic, it.partition), _algorithm(it.value), it.timestamp)
        async for it in kafka.records(last)
    ]  # fmt: skip


def _algorithm(value: bytes | None) -> str | None:
    try:
        row = orjson.loads(value or b"")
    except orjson.JSONDecodeError:
        return None
    algorithm = row.get("algorithm") if isinstance(row, dict) else None
    return algorithm if isinstance(algorithm, str) else None


async def _rejected_since(kafka: Session, since: int) -> int:
    return sum(map(len, (await kafka.ranges(kafka.partitions(REJECTED), since=since)).values()))
