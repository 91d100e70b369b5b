"""What happens to topics and groups from outside: by retention, by the expiry of commits, by operators' hands."""

from __future__ import annotations

import asyncio

from aiokafka import TopicPartition
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient

from schemas.topics import Topic
from streams.kafka.admin import admin
from streams.kafka.topics import apply_topics, topic_ids
from streams.settings import Settings
from tests.support.kafka import until

__all__ = ["delete_topic", "delete_until", "forget_commits", "make_again"]


async def delete_until(settings: Settings, place: TopicPartition, offset: int) -> None:
    """Do what retention does: move the start of a log to an offset; -1: to its end."""
    async with admin(settings) as client:
        await client.delete_records({place: offset})


async def delete_topic(settings: Settings, topic: Topic) -> None:
    """Delete a topic, and wait until the broker does not list it any more."""
    name, deleting = topic.full_name(settings.prefix), AdminClient({"bootstrap.servers": settings.brokers})
    await asyncio.wrap_future(deleting.delete_topics([name])[name])
    async with admin(settings) as client:

        async def is_gone() -> bool:
            return name not in await topic_ids(client, [name])

        await until(is_gone)


async def make_again(settings: Settings, topic: Topic) -> None:
    """Delete a topic, and create it again as the registry has it."""
    await delete_topic(settings, topic)
    async with admin(settings) as client:
        await apply_topics(client, settings)


async def forget_commits(settings: Settings) -> None:
    """Do what the broker does to the commits of a group that was away for long; a member that leaves is waited for."""
    client = AdminClient({"bootstrap.servers": settings.brokers})

    async def is_forgotten() -> bool:
        (deleted,) = client.delete_consumer_groups([settings.group]).values()
        try:
            await asyncio.wrap_future(deleted)
        except KafkaException as error:
            if error.args[0].code() != KafkaError.NON_EMPTY_GROUP:
                raise
            return False
        return True

    await until(is_forgotten)
