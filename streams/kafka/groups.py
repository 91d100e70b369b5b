"""The consumer group of the workers: its members, their partitions, and its committed offsets."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment
from aiokafka.errors import (
    GroupCoordinatorNotAvailableError,
    GroupLoadInProgressError,
    KafkaError,
    NotCoordinatorForGroupError,
    for_code,
)
from confluent_kafka import KafkaError as KafkaCode
from confluent_kafka import KafkaException
from confluent_kafka import TopicPartition as Mark

from schemas.topics import INPUTS, RETIRED
from streams.errors import ExitError
from streams.kafka.admin import COORDINATOR_TRIES, NOT_ALLOWED, RETRY_SECONDS, Admin
from streams.kafka.connection import CONNECT_MS, connection, explain_error

__all__ = ["Group", "Member", "commit", "committed", "describe_group"]

NOT_YET = (GroupCoordinatorNotAvailableError, GroupLoadInProgressError, NotCoordinatorForGroupError)
"""Errors while the group has no coordinator, or another one."""


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
    """Return the group's committed offset of every input partition that has one, also of inputs of an earlier release."""
    names = [topic.full_name(client.settings.prefix) for topic in (*INPUTS, *RETIRED)]
    found = await client.describe(names)
    places = [TopicPartition(name, number) for name, it in found.items() for number in range(len(it.partitions))]
    marks = await client.committed(group, places) if places else []
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
    try:
        answers = await client.commit(group, marks)
    except KafkaException as error:
        if error.args[0].code() in NOT_ALLOWED:
            raise
        raise _not_set(group, marks, error.args[0]) from None
    for mark in answers:
        if mark.error is not None:
            raise _not_set(group, [mark], mark.error)


def _not_set(group: str, marks: Iterable[Mark], error: KafkaCode) -> ExitError:
    places = ", ".join(f"{mark.topic}[{mark.partition}] {mark.offset}" for mark in marks)
    return ExitError(f"group {group} did not get these offsets: {places}: {error.str()}")


async def describe_group(client: Admin, group: str) -> Group:
    """Return the group with its members and their partitions. A group that Kafka does not know is Dead.

    aiokafka asks, because librdkafka's call for it ends the process if the broker goes away meanwhile.
    """
    asking = AIOKafkaAdminClient(**connection(client.settings), request_timeout_ms=CONNECT_MS)
    try:
        await asking.start()
        found = await _described(asking, group)
    except KafkaError as error:
        raise explain_error(client.settings, error) from error
    finally:
        await asking.close()
    return Group(group, found["state"], tuple(_member(it) for it in found["members"]))


async def _described(asking: AIOKafkaAdminClient, group: str) -> dict[str, Any]:
    """Return the coordinator's description of the group, by the names of Kafka's protocol."""
    for _ in range(COORDINATOR_TRIES):
        try:
            (response,) = await asking.describe_consumer_groups([group])
            (found,) = response.to_object()["groups"]
            if found["error_code"]:
                raise for_code(found["error_code"])(group)
        except NOT_YET as error:
            last = error
            await asyncio.sleep(RETRY_SECONDS)
        else:
            return dict(found)
    raise last


def _member(member: Mapping[str, Any]) -> Member:
    host = member["client_host"].lstrip("/")
    if not member["member_assignment"]:  # while the group rebalances
        return Member(member["client_id"], host, frozenset())
    assignment = ConsumerProtocolMemberAssignment.decode(member["member_assignment"])
    return Member(member["client_id"], host, frozenset(assignment.partitions()))
