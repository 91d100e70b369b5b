"""Explains why Kafka does not admit a worker to its consumer group."""

from __future__ import annotations

from aiokafka.errors import (
    GroupAuthorizationFailedError,
    InconsistentGroupProtocolError,
    InvalidSessionTimeoutError,
    KafkaError,
    TopicAuthorizationFailedError,
)
from confluent_kafka import KafkaException

from streams.errors import ExitError, GroupRefused, UsageError
from streams.kafka.admin import admin
from streams.kafka.connection import explain_error
from streams.kafka.groups import describe_group
from streams.settings import Settings

__all__ = ["group_refusal"]


async def group_refusal(settings: Settings, error: KafkaError) -> ExitError:
    """Return the exit error for an error of joining the group, which no retry cures."""
    if isinstance(error, InvalidSessionTimeoutError):
        return UsageError(
            f"the broker does not accept SILKWIRE_SESSION_SECONDS={settings.session_seconds:g}. Set it between the broker's "
            f"group.min.session.timeout.ms (6 s by default) and group.max.session.timeout.ms"
        )
    if isinstance(error, InconsistentGroupProtocolError):
        return GroupRefused(
            f"group {settings.group} has members that are no workers of this release: {await _members(settings)}. "
            f"Stop them, or set another SILKWIRE_GROUP; then run: silkwire worker"
        )
    if isinstance(error, (GroupAuthorizationFailedError, TopicAuthorizationFailedError)):
        return explain_error(settings, error)
    return GroupRefused(
        f"Kafka does not admit this worker to group {settings.group} ({error}). Stop the members that are no workers: "
        f"{await _members(settings)}. Or set another SILKWIRE_GROUP; then run: silkwire worker"
    )


async def _members(settings: Settings) -> str:
    """Return the client and the host of each member of the group; say so if the broker does not tell."""
    try:
        async with admin(settings) as client:
            found = (await describe_group(client, settings.group)).members
    except (ExitError, KafkaException, TimeoutError) as error:
        return f"Kafka does not list them ({error})"
    return ", ".join(sorted(f"{it.client} on {it.host}" for it in found)) or "they have left meanwhile"
