"""Compares the topics on the broker with the registry. Creates and alters topics, so that they match the registry."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from confluent_kafka.admin import TopicDescription

from schemas.topics import RETIRED, STATES, TOPICS, Topic
from streams.errors import ExitError, TopicMissing
from streams.kafka.admin import Admin, NewTopic, admin
from streams.kafka.partitions import PartitionCount, is_drained, wanted_partitions
from streams.kafka.topic_settings import Change, registry_settings, review_settings
from streams.settings import Settings

__all__ = [
    "TopicFinding",
    "TopicStatus",
    "apply_topics",
    "compare",
    "compare_growth",
    "known_id",
    "missing",
    "raise_for_unusable",
    "require_topic",
    "retentions",
    "retired_topics",
    "topic_ids",
]

TopicStatus = Literal["ok", "missing", "differs", "refused"]

VISIBLE_TRIES = 100

NO_ID = "A" * 22
"""The id of a topic, in base64, on a broker that has no ids."""


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
    changes: tuple[Change, ...] = ()
    """The settings that `apply_topics` changes; no other setting of the topic changes."""
    partitions: int = 0
    """How many partitions the topic has; if it is missing, how many it is created with."""
    grow_to: int = 0
    """How many partitions `apply_topics` gives it; 0: it keeps what it has."""
    unusable: str = ""
    """Why no worker may start; empty if workers may start."""
    remedy: str = "silkwire topics apply"
    """The command that corrects what is in `unusable`."""


async def compare(client: Admin, settings: Settings) -> list[TopicFinding]:
    """Return one finding per topic of the registry, in the order of the registry."""
    names = {topic.full_name(settings.prefix): topic for topic in TOPICS}
    held = await client.describe(names)
    configs = await client.configs(held)
    counts = _counts(settings, {name: len(it.partitions) for name, it in held.items()})
    return [_compared(topic, name, counts[name], held.get(name), configs.get(name)) for name, topic in names.items()]


async def compare_growth(client: Admin, settings: Settings) -> list[TopicFinding]:
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


def _compared(
    topic: Topic, name: str, count: PartitionCount, held: TopicDescription | None, config: Mapping[str, str] | None
) -> TopicFinding:
    """Compare a topic with the registry. `held` is None if it does not exist; `config`, if its settings may not be read."""
    if held is None:
        number = count.needed or count.wanted
        what = f"partitions to create: {number}"
        return TopicFinding(topic, name, "missing", what, partitions=number, unusable=f"is missing: {what}")
    if count.lacking:
        return _refused(topic, name, count, count.lacking)
    if config is None:
        return _refused(topic, name, count, "its settings cannot be read. Give this user the right DescribeConfigs on it")
    review = review_settings(topic, config, min(len(partition.replicas) for partition in held.partitions))
    found = TopicFinding(topic, name, "ok", "; ".join([count.detail(topic), *review.chosen]), partitions=count.held)
    if review.differences:
        status: TopicStatus = "refused" if review.refused else "differs"
        detail = "; ".join([*(_said(name, it) for it in review.differences), *review.chosen])
        found = replace(found, status=status, detail=detail, changes=review.changes)
    if (wrong := review.stopping) is None:
        return found
    remedy = _by_hand(name, wrong) if wrong.deletes else found.remedy
    return replace(found, unusable=f"has {wrong.setting}={wrong.before}: {wrong.why}", remedy=remedy)


def _refused(topic: Topic, name: str, count: PartitionCount, why: str) -> TopicFinding:
    """Return the finding of a topic that `apply_topics` does not correct and no worker uses."""
    return TopicFinding(
        topic, name, "refused", why, partitions=count.held, unusable=f"is refused: {why}", remedy="silkwire topics show"
    )  # fmt: skip


def _said(name: str, change: Change) -> str:
    if not change.deletes:
        return str(change)
    return f"{change}. To correct it deletes records older than retention.ms, so apply leaves it. Run: {_by_hand(name, change)}"


def _by_hand(name: str, change: Change) -> str:
    return f"kafka-configs --bootstrap-server HOST:PORT --alter --topic {name} --add-config {change.setting}={change.after}"


def _without_growth(settings: Settings, found: TopicFinding) -> TopicFinding:
    """Return the finding of a topic that grows only after the topics of an earlier release are deleted."""
    wanted = wanted_partitions(found.topic, settings)
    if found.status != "ok" or found.topic.growth == "never" or wanted <= found.partitions:
        return found
    return replace(found, detail=f"partitions: {found.partitions}, and {wanted} once the retired topics are deleted")


async def _with_growth(client: Admin, settings: Settings, found: TopicFinding) -> TopicFinding:
    """Return the finding with the number of partitions that the topic grows to, if it may grow now."""
    topic, wanted = found.topic, wanted_partitions(found.topic, settings)
    if found.status not in {"ok", "differs"} or wanted <= found.partitions or topic.growth == "never":
        return found
    if topic.growth == "drained" and not await is_drained(client, settings, found.name, found.partitions):
        return found
    growth = Change("partitions", str(found.partitions), str(wanted))
    detail = f"{found.detail}; {growth}" if found.status == "differs" else str(growth)
    return replace(found, status="differs", detail=detail, changes=(*found.changes, growth), grow_to=wanted)


async def retentions(client: Admin, names: Iterable[str]) -> dict[str, int]:
    """Return the retention of each topic in ms; negative means no limit.

    A topic is left out if this user may not read its configuration.
    """
    return {name: int(config["retention.ms"]) for name, config in (await client.configs(names)).items()}


async def topic_ids(client: Admin, names: Iterable[str]) -> dict[str, str]:
    """Return the broker's id of each topic, as text; empty where the broker has no ids.

    A topic that does not exist is left out. A topic that was deleted and made again has another id.
    """
    return {name: known_id(it) for name, it in (await client.describe(names)).items()}


def known_id(found: TopicDescription) -> str:
    """Return the broker's id of a topic, as text; empty if the broker has no ids."""
    text = str(found.topic_id)
    return "" if text == NO_ID else text


async def retired_topics(client: Admin, settings: Settings) -> list[str]:
    """Return the topics on the broker that only an earlier release used, by full name."""
    existing = await client.topic_names()
    return [name for topic in RETIRED if (name := topic.full_name(settings.prefix)) in existing]


async def apply_topics(client: Admin, settings: Settings) -> list[TopicFinding]:
    """Create the missing topics, and alter the settings that differ. Return what was found before the changes.

    Once it returns, the broker reports the topics as they are after the changes.
    """
    findings = await compare_growth(client, settings)
    missing = [finding for finding in findings if finding.status == "missing"]
    if missing:
        await client.create([_new(finding, settings.replication) for finding in missing])
        await _visible("new topics", lambda: _exist(client, {finding.name for finding in missing}))
    differing = [finding for finding in findings if finding.status == "differs"]
    values = {f.name: {it.setting: it.after for it in f.changes if it.setting != "partitions"} for f in differing}
    await client.alter({name: changes for name, changes in values.items() if changes})
    await client.grow({f.name: f.grow_to for f in differing if f.grow_to})
    if differing:
        await _visible("changes", lambda: _are_applied(client, differing, values))
    return findings


def _new(found: TopicFinding, replication: int) -> NewTopic:
    return NewTopic(found.name, found.partitions, replication, config=registry_settings(found.topic, replication))


async def _exist(client: Admin, names: set[str]) -> bool:
    return names <= await client.topic_names()


async def _are_applied(client: Admin, wanted: Sequence[TopicFinding], values: Mapping[str, Mapping[str, str]]) -> bool:
    held, configs = await client.describe(values), await client.configs(values)
    return all(
        len(held[it.name].partitions) >= it.grow_to and values[it.name].items() <= configs[it.name].items() for it in wanted
    )


async def _visible(what: str, is_done: Callable[[], Awaitable[bool]]) -> None:
    """Wait until the brokers report a change. The request that makes the change returns earlier."""
    for _ in range(VISIBLE_TRIES):
        if await is_done():
            return
        await asyncio.sleep(0.1)
    raise ExitError(f"{what} of topics did not show up within {VISIBLE_TRIES / 10:.0f} s: look at the broker's log")


async def require_topic(settings: Settings, topic: Topic) -> int:
    """Return the number of partitions of a topic. Raises TopicMissing if it does not exist."""
    name = topic.full_name(settings.prefix)
    async with admin(settings) as client:
        held = await client.describe([name])
    if name not in held:
        raise missing(name)
    return len(held[name].partitions)


def missing(name: str) -> TopicMissing:
    """Return the error for a topic that a command needs and that does not exist."""
    return TopicMissing(f"topic {name} is missing. Run: silkwire topics apply")


def raise_for_unusable(findings: Sequence[TopicFinding]) -> None:
    """Raise TopicMissing if no worker may start, with the first reason and the command that corrects it."""
    bad = [finding for finding in findings if finding.unusable]
    if bad:
        more = f". More topics that stop a worker: {len(bad) - 1}" if len(bad) > 1 else ""
        raise TopicMissing(f"topic {bad[0].name} {bad[0].unusable}{more}. Run: {bad[0].remedy}")
