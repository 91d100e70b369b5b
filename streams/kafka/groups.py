"""The consumer group of the workers: its members, their partitions, and its committed offsets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiokafka import TopicPartition
from confluent_kafka import ConsumerGroupState
from confluent_kafka import TopicPartition as Mark
from confluent_kafka.admin import MemberDescription

from streams.errors import ExitError
from streams.kafka.admin import Admin

__all__ = ["Group", "Member", "commit", "committed", "describe_group"]

STATES = {
    ConsumerGroupState.STABLE: "Stable",
    ConsumerGroupState.EMPTY: "Empty",
    ConsumerGroupState.DEAD: "Dead",
    ConsumerGroupState.PREPARING_REBALANCING: "PreparingRebalance",
    ConsumerGroupState.COMPLETING_REBALANCING: "CompletingRebalance",
}
"""Kafka's names of the states of a group."""


@dataclass(frozen=True, slots=True)
class Member:
    """A worker as a member of the group: its client id, its host and its partitions."""

    client: str
    host: str
    partitions: frozenset[TopicPartition]


@dataclass(frozen=True, slots=True)
class Group:
    """The group as its coordinator reports it. `state` is a group state of Kafka, such as Stable or Empty."""

    name: str
    state: str
    members: tuple[Member, ...] = ()

    @property
    def assigned(self) -> frozenset[TopicPartition]:
        """Return the partitions that are assigned to a worker."""
        return frozenset().union(*(member.partitions for member in self.members))


async def committed(client: Admin, group: str) -> dict[TopicPartition, int]:
    """Return the group's committed offset of every partition that has one."""
    marks = await client.committed(group)
    return {TopicPartition(mark.topic, mark.partition): mark.offset for mark in marks if mark.offset >= 0}


async def commit(client: Admin, group: str, offsets: Mapping[TopicPartition, int]) -> None:
    """Set the group's committed offsets of these partitions; those of all others stay.

    Raises ExitError if the group has members, or if Kafka refuses a partition. Kafka may have set the others then.
    """
    if members := (await describe_group(client, group)).members:
        raise ExitError(f"group {group} has {len(members)} members: stop its workers, then set its committed offsets")
    if not offsets:
        return
    marks = [Mark(place.topic, place.partition, offset) for place, offset in offsets.items()]
    for mark in await client.commit(group, marks):
        if mark.error is not None:
            place = f"{mark.topic}[{mark.partition}]"
            raise ExitError(f"group {group} did not get the offset {mark.offset} of {place}: {mark.error.str()}")


async def describe_group(client: Admin, group: str) -> Group:
    """Return the group with its members and their partitions. A group that Kafka does not know is Dead."""
    found = await client.group(group)
    if found is None:
        return Group(group, STATES[ConsumerGroupState.DEAD])
    return Group(group, STATES.get(ConsumerGroupState(found.state), "Unknown"), tuple(_member(it) for it in found.members))


def _member(member: MemberDescription) -> Member:
    partitions = frozenset(TopicPartition(it.topic, it.partition) for it in member.assignment.topic_partitions)
    return Member(member.client_id, member.host.lstrip("/"), partitions)
