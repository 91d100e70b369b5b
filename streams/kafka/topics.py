"""Compares the topics on the broker with the registry. Creates and alters topics, so that they match the registry."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import InvalidPartitionsError, KafkaError, TopicAlreadyExistsError, for_code

from schemas.topics import RETIRED, STATES, TOPICS, Topic
from streams.errors import ExitError, TopicMissing
from streams.kafka.connection import CONNECT_MS, connection, explain_error, why_unreachable
from streams.kafka.partitions import PartitionCount, is_drained, wanted_partitions
from streams.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

__all__ = [
    "TopicFinding",
    "admin",
    "apply_topics",
    "compare",
    "compare_growth",
    "raise_for_missing",
    "require_topics",
    "retentions",
    "retired_topics",
]

TopicStatus = Literal["ok", "missing", "differs", "refused"]

VISIBLE_TRIES = 100


@dataclass(frozen=True, slots=True)
class TopicFinding:
    """How a topic on the broker compares with the registry.

    `differs`: `apply_topics` corrects the topic. `refused`: it cannot, because keys would move or data would be
    deleted. `detail` explains the status.
    """

    topic: Topic
    name: str
    status: TopicStatus
    detail: str = ""
    wanted: Mapping[str, str] = field(default_factory=dict)
    """The whole configuration that the topic should have. An alteration replaces all earlier configuration."""
    partitions: int = 0
    """How many partitions the topic has; if it is missing, how many it is created with."""
    grow_to: int = 0
    """How many partitions `apply_topics` gives it; 0: it keeps what it has."""


@asynccontextmanager
async def admin(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    """Yield an admin client that is started.

    Raises BrokerDown if no broker answers within five seconds, and NotAllowed if Kafka denies a request.
    """
    client = AIOKafkaAdminClient(**connection(settings), request_timeout_ms=CONNECT_MS)
    try:
        await client.start()
    except (KafkaError, OSError) as error:
        await client.close()
        raise await why_unreachable(settings) from error
    try:
        yield client
    except KafkaError as error:
        raise explain_error(settings, error) from error
    finally:
        await client.close()


async def compare(client: AIOKafkaAdminClient, settings: Settings) -> list[TopicFinding]:
    """Return one finding per topic of the registry, in the order of the registry."""
    names = {topic.full_name(settings.prefix): topic for topic in TOPICS}
    existing = set(await client.list_topics()) & names.keys()
    described = await client.describe_topics(sorted(existing))
    copies = {row["topic"]: [len(it["replicas"]) for it in row["partitions"]] for row in described}
    configs = await _configs(client, sorted(existing))
    counts = _counts(settings, {name: len(it) for name, it in copies.items()})
    return [_compared(topic, name, counts[name], copies.get(name), configs.get(name, {})) for name, topic in names.items()]


async def compare_growth(client: AIOKafkaAdminClient, settings: Settings) -> list[TopicFinding]:
    """Return the findings of `compare`. A topic that may get more partitions now has the status `differs`."""
    found = await compare(client, settings)
    if await retired_topics(client, settings):  # the release that used them refuses other numbers, and may have to go on
        return [_without_growth(settings, finding) for finding in found]
    return [await _with_growth(client, settings, finding) for finding in found]


def _counts(settings: Settings, held: Mapping[str, int]) -> dict[str, PartitionCount]:
    """Return the partitions of each topic, by full name; `held` has the topics that exist."""
    wanted = {topic.name: wanted_partitions(topic, settings) for topic in TOPICS}
    full = {topic.name: topic.full_name(settings.prefix) for topic in TOPICS}
    for state in STATES:  # an input that is missing gets what its state has
        if state.state_of and full[state.state_of] not in held:
            wanted[state.state_of] = held.get(full[state.name], wanted[state.state_of])
    actual = {name: held.get(full[name], number) for name, number in wanted.items()}
    return {
        full[topic.name]: PartitionCount(actual[topic.name], wanted[topic.name], actual[topic.state_of] if topic.state_of else 0)
        for topic in TOPICS
    }


def _compared(topic: Topic, name: str, count: PartitionCount, copies: list[int] | None, config: dict[str, str]) -> TopicFinding:
    """Compare a topic with the registry. `copies` has the number of replicas of each partition.

    `copies` is None if the topic does not exist.
    """
    if copies is None:
        number = count.needed or count.wanted
        return TopicFinding(topic, name, "missing", f"partitions to create: {number}", partitions=number)
    if count.lacking:
        return TopicFinding(topic, name, "refused", count.lacking, partitions=count.held)
    wanted = _config(topic, min(copies))
    differences = [f"{key}: {config.get(key)} -> {value}" for key, value in wanted.items() if config.get(key) != value]
    if not differences:
        return TopicFinding(topic, name, "ok", count.detail(topic), wanted, count.held)
    if _loses(topic, config):
        why = f"{'; '.join(differences)}: would delete data; change it by hand if you mean it"
        return TopicFinding(topic, name, "refused", why, wanted, count.held)
    return TopicFinding(topic, name, "differs", "; ".join(differences), wanted, count.held)


def _without_growth(settings: Settings, found: TopicFinding) -> TopicFinding:
    """Return the finding of a topic that grows only after the topics of an earlier release are deleted."""
    wanted = wanted_partitions(found.topic, settings)
    if found.status != "ok" or found.topic.growth == "never" or wanted <= found.partitions:
        return found
    return replace(found, detail=f"partitions: {found.partitions}, and {wanted} once the retired topics are deleted")


async def _with_growth(client: AIOKafkaAdminClient, settings: Settings, found: TopicFinding) -> TopicFinding:
    """Return the finding with the number of partitions that the topic grows to, if it may grow now."""
    topic, wanted = found.topic, wanted_partitions(found.topic, settings)
    if found.status not in {"ok", "differs"} or wanted <= found.partitions or topic.growth == "never":
        return found
    if topic.growth == "drained" and not await is_drained(client, settings, found.name, found.partitions):
        return found
    detail = f"{found.detail}; " if found.status == "differs" else ""
    return replace(found, status="differs", detail=f"{detail}partitions: {found.partitions} -> {wanted}", grow_to=wanted)


def _config(topic: Topic, copies: int) -> dict[str, str]:
    """Return the topic's configuration by the registry. All replicas but one must acknowledge a record, at least one."""
    return {**topic.config, "min.insync.replicas": str(max(1, copies - 1))}


def _loses(topic: Topic, config: dict[str, str]) -> bool:
    """Return whether the registry's configuration would delete records: shorter retention, other clean-up policy."""
    wanted = topic.config
    held, keep = int(config.get("retention.ms", "-1")), int(wanted["retention.ms"])
    shorter = keep >= 0 and (held < 0 or keep < held)
    return shorter or config.get("cleanup.policy") != wanted["cleanup.policy"]


async def _configs(client: AIOKafkaAdminClient, names: list[str]) -> dict[str, dict[str, str]]:
    if not names:
        return {}
    responses = await client.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name) for name in names])
    configs: dict[str, dict[str, str]] = {}
    for response in responses:
        for _error, _message, _type, name, entries in response.resources:
            configs[name] = {entry[0]: entry[1] for entry in entries}
    return configs


async def retentions(client: AIOKafkaAdminClient, names: Iterable[str]) -> dict[str, int]:
    """Return the retention of each topic in ms; negative means no limit.

    A topic is left out if this user may not read its configuration.
    """
    configs = await _configs(client, list(names))
    return {name: int(config["retention.ms"]) for name, config in configs.items() if "retention.ms" in config}


async def retired_topics(client: AIOKafkaAdminClient, settings: Settings) -> list[str]:
    """Return the topics on the broker that only an earlier release used, by full name."""
    existing = set(await client.list_topics())
    return [name for topic in RETIRED if (name := topic.full_name(settings.prefix)) in existing]


async def apply_topics(client: AIOKafkaAdminClient, settings: Settings) -> list[TopicFinding]:
    """Create the missing topics, and alter the topics that differ. Return what `compare_growth` found before the changes."""
    findings = await compare_growth(client, settings)
    missing = [finding for finding in findings if finding.status == "missing"]
    if missing:
        await _create(client, missing, settings.replication)
    differing = [finding for finding in findings if finding.status == "differs"]
    if differing:
        resources = [ConfigResource(ConfigResourceType.TOPIC, f.name, configs=dict(f.wanted)) for f in differing]
        await client.alter_configs(resources)
    if growing := {f.name: NewPartitions(f.grow_to) for f in differing if f.grow_to}:
        with suppress(InvalidPartitionsError):  # another command has added them
            await client.create_partitions(growing)
        await _await_partitions(client, {f.name: f.grow_to for f in differing if f.grow_to})
    return findings


async def _create(client: AIOKafkaAdminClient, missing: Iterable[TopicFinding], replication: int) -> None:
    new = [NewTopic(f.name, f.partitions, replication, topic_configs=_config(f.topic, replication)) for f in missing]
    response = await client.create_topics(new)
    for name, code, *rest in response.topic_errors:
        error: Any = for_code(code)
        if code and error is not TopicAlreadyExistsError:
            raise ExitError(f"topic {name} was not created: {(rest and rest[0]) or error.__name__}")
    await _await_visible(client, {finding.name for finding in missing})


async def _await_visible(client: AIOKafkaAdminClient, names: set[str]) -> None:
    """Wait until the brokers list the new topics. The request that creates topics returns earlier."""
    for _ in range(VISIBLE_TRIES):
        if names <= set(await client.list_topics()):
            return
        await asyncio.sleep(0.1)
    raise ExitError(f"{len(names)} new topics did not show up within {VISIBLE_TRIES / 10:.0f} s: look at the broker's log")


async def _await_partitions(client: AIOKafkaAdminClient, wanted: Mapping[str, int]) -> None:
    """Wait until the brokers describe the new partitions. The request that adds them returns earlier."""
    for _ in range(VISIBLE_TRIES):
        described = await client.describe_topics(sorted(wanted))
        if all(len(row["partitions"]) >= wanted[row["topic"]] for row in described):
            return
        await asyncio.sleep(0.1)
    raise ExitError(f"new partitions did not show up within {VISIBLE_TRIES / 10:.0f} s: look at the broker's log")


async def require_topics(settings: Settings) -> dict[str, int]:
    """Return the number of partitions of each topic, by full name.

    Raises TopicMissing if a topic is missing on the broker, or differs in a way that cannot be applied.
    """
    async with admin(settings) as client:
        found = await compare(client, settings)
    raise_for_missing(found)
    return {finding.name: finding.partitions for finding in found}


def raise_for_missing(findings: Sequence[TopicFinding]) -> None:
    """Raise TopicMissing if a topic is missing, or differs in a way that cannot be applied."""
    bad = [finding for finding in findings if finding.status in {"missing", "refused"}]
    if bad:
        more = f". More topics that are missing or refused: {len(bad) - 1}" if len(bad) > 1 else ""
        command = "apply" if bad[0].status == "missing" else "show"
        raise TopicMissing(f"topic {bad[0].name} is {bad[0].status}: {bad[0].detail}{more}. Run: silkwire topics {command}")
