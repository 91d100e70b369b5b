"""Reads the consumer group of the workers: its members, their partitions, and the committed offsets."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment
from aiokafka.errors import GroupCoordinatorNotAvailableError, GroupLoadInProgressError, NotCoordinatorForGroupError

__all__ = ["Group", "Member", "committed", "describe_group"]

COORDINATOR_TRIES = 50
"""Attempts to find the group's coordinator, 0.1 s apart. A new cluster creates the coordinator at the first request."""

NOT_YET = (GroupCoordinatorNotAvailableError, GroupLoadInProgressError, NotCoordinatorForGroupError)


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


async def committed(client: AIOKafkaAdminClient, group: str) -> dict[TopicPartition, int]:
    """Return the group's committed offset of every partition that has one."""
    offsets = await client.list_consumer_group_offsets(group, await _coordinator(client, group))
    return {place: mark.offset for place, mark in offsets.items() if mark.offset >= 0}


async def describe_group(client: AIOKafkaAdminClient, group: str) -> Group:
    """Return the group with its members and their partitions."""
    (response,) = await client.describe_consumer_groups([group], await _coordinator(client, group))
    _error, name, state, _type, _protocol, members = response.groups[0][:6]
    return Group(name, state, tuple(_member(*member[:5]) for member in members))


async def _coordinator(client: AIOKafkaAdminClient, group: str) -> int:
    for _ in range(COORDINATOR_TRIES):
        try:
            return int(await client.find_coordinator(group))
        except NOT_YET:
            await asyncio.sleep(0.1)
    return int(await client.find_coordinator(group))


def _member(_id: str, client: str, host: str, _metadata: bytes, assignment: bytes) -> Member:
    if not assignment:  # while the group rebalances
        return Member(client, host, frozenset())
    decoded = ConsumerProtocolMemberAssignment.decode(assignment)
    places = [TopicPartition(topic, number) for topic, numbers in decoded.assignment for number in numbers]
    return Member(client, host.lstrip("/"), frozenset(places))
