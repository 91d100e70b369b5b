"""The consumer group of the workers: its members, their partitions, and its committed offsets."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment
from aiokafka.errors import (
    CommitFailedError,
    GroupCoordinatorNotAvailableError,
    GroupLoadInProgressError,
    KafkaError,
    NotCoordinatorForGroupError,
    for_code,
)
from aiokafka.structs import OffsetAndMetadata

from streams.errors import ExitError, GroupRefused
from streams.kafka.admin import Admin
from streams.kafka.connection import CONNECT_MS, connection, explain_error
from streams.kafka.start_position import WORKER_COMMIT, Commit
from streams.settings import Settings

__all__ = ["Group", "Member", "commit", "commits", "committed", "describe_group", "occupied"]

NOT_YET = (GroupCoordinatorNotAvailableError, GroupLoadInProgressError, NotCoordinatorForGroupError)
"""Errors while the group has no coordinator, or another one."""

COORDINATOR_TRIES, RETRY_SECONDS = 50, 0.1

T = TypeVar("T")


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
    """Return the committed offset of every partition of which the group has a commit."""
    return {place: commit.offset for place, commit in (await commits(client, group)).items()}


async def commits(client: Admin, group: str) -> dict[TopicPartition, Commit]:
    """Return the commit of every partition of which the group has one."""
    found = await _answered(client.settings, lambda asking: asking.list_consumer_group_offsets(group))
    return {place: Commit(it.offset, it.metadata == WORKER_COMMIT) for place, it in found.items() if it.offset >= 0}


async def commit(client: Admin, group: str, offsets: Mapping[TopicPartition, int]) -> None:
    """Set the group's committed offsets of these partitions, as a worker does; those of all others stay.

    Raises GroupRefused if the group has members, and ExitError for a partition that does not exist.
    """
    if members := (await describe_group(client, group)).members:
        raise occupied(client.settings, len(members))
    if not offsets:
        return
    held = await client.describe({place.topic for place in offsets})
    unknown = [it for it in offsets if it.topic not in held or it.partition >= len(held[it.topic].partitions)]
    if unknown:
        raise ExitError(f"{unknown[0].topic}[{unknown[0].partition}] does not exist: no commit of the group was set")
    marks = {place: OffsetAndMetadata(offset, WORKER_COMMIT) for place, offset in offsets.items()}
    consumer = AIOKafkaConsumer(**connection(client.settings), group_id=group, enable_auto_commit=False)
    try:
        await consumer.start()
        consumer.assign(list(marks))  # it does not join the group
        await consumer.commit(marks)
    except CommitFailedError:
        raise occupied(client.settings, 0) from None
    except KafkaError as error:
        raise explain_error(client.settings, error) from error
    finally:
        await consumer.stop()


def occupied(settings: Settings, members: int) -> GroupRefused:
    """Return the error for a group that has members, so that its commits cannot be set."""
    who = f"{members} member{'s' * (members != 1)}" if members else "members"
    return GroupRefused(
        f"group {settings.group} has {who}. Stop all workers, then run the command again. A worker that was killed leaves "
        f"the group after SILKWIRE_SESSION_SECONDS ({settings.session_seconds:g} s). No commit of the group was set"
    )


async def describe_group(client: Admin, group: str) -> Group:
    """Return the group with its members and their partitions. A group that Kafka does not know is Dead."""
    (response,) = await _answered(client.settings, lambda asking: _described(asking, group))
    (found,) = response.to_object()["groups"]
    return Group(group, found["state"], tuple(_member(it) for it in found["members"]))


async def _described(asking: AIOKafkaAdminClient, group: str) -> list[Any]:
    """Return the coordinator's description of the group, by the names of Kafka's protocol."""
    described: list[Any] = await asking.describe_consumer_groups([group])
    for response in described:
        for found in response.to_object()["groups"]:
            if found["error_code"]:
                raise for_code(found["error_code"])(group)
    return described


async def _answered(settings: Settings, ask: Callable[[AIOKafkaAdminClient], Awaitable[T]]) -> T:
    """Return an answer of the group's coordinator.

    aiokafka asks: librdkafka's calls for groups end the process if the broker goes away or the coordinator moves
    (docs/decisions/0019).
    """
    asking = AIOKafkaAdminClient(**connection(settings), request_timeout_ms=CONNECT_MS)
    try:
        await asking.start()
        for _ in range(COORDINATOR_TRIES):
            try:
                return await ask(asking)
            except NOT_YET:
                await asyncio.sleep(RETRY_SECONDS)
        return await ask(asking)
    except KafkaError as error:
        raise explain_error(settings, error) from error
    finally:
        await asking.close()


def _member(member: Mapping[str, Any]) -> Member:
    host = member["client_host"].lstrip("/")
    if not member["member_assignment"]:  # while the group rebalances
        return Member(member["client_id"], host, frozenset())
    assignment = ConsumerProtocolMemberAssignment.decode(member["member_assignment"])
    return Member(member["client_id"], host, frozenset(assignment.partitions()))
