"""`silkwire tail`: prints the records of a topic as they arrive."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

import orjson
import typer
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from schemas.topics import TOPICS, Topic
from streams.cli.console import out, print_json, suggest
from streams.cli.options import AsJson, Brokers
from streams.cli.render import record_line
from streams.errors import UsageError
from streams.kafka.connection import connection, explain_error
from streams.kafka.topics import require_topic
from streams.settings import Settings, load

__all__ = ["follow", "record_as_json", "tail"]


def tail(
    topic: Annotated[str, typer.Argument(help="Topic, with or without prefix and major: articles.clean.")],
    from_start: Annotated[bool, typer.Option("--from-start", help="Begin with the oldest record.")] = False,
    count: Annotated[int, typer.Option(help="End after this many records; 0: go on until Ctrl-C.")] = 0,
    as_json: AsJson = False,
    brokers: Brokers = None,
) -> None:
    """Print the records of a topic as they arrive."""
    settings = load(brokers=brokers)
    asyncio.run(_tail(settings, _named(topic, settings), from_start=from_start, count=count, as_json=as_json))


def _named(name: str, settings: Settings) -> Topic:
    names = {known: it for it in TOPICS for known in (it.name, f"{it.name}.v{it.major}", it.full_name(settings.prefix))}
    if name not in names:
        raise UsageError(f"no topic {name!r}{suggest(name, names)}? `silkwire topics show` lists them")
    return names[name]


async def _tail(settings: Settings, topic: Topic, *, from_start: bool, count: int, as_json: bool) -> None:
    await require_topic(settings, topic)
    seen = 0
    async for record in follow(settings, [topic.full_name(settings.prefix)], from_start=from_start):
        if as_json:
            print_json(record_as_json(record))
        else:
            out.print(record_line(record.topic.removeprefix(settings.prefix), record.value, record.headers), soft_wrap=True)
        seen += 1
        if seen == count:
            return


async def follow(settings: Settings, topics: list[str], *, from_start: bool) -> AsyncIterator[Any]:
    """Yield the records of the topics as they arrive. The consumer belongs to no group."""
    consumer = AIOKafkaConsumer(
        *topics, **connection(settings), auto_offset_reset="earliest" if from_start else "latest",
        enable_auto_commit=False, fetch_max_wait_ms=100, isolation_level="read_committed",
    )  # fmt: skip
    try:
        await consumer.start()
        async for record in consumer:
            yield record
    except KafkaError as error:
        raise explain_error(settings, error) from None
    finally:
        await consumer.stop()


def record_as_json(record: Any) -> dict[str, Any]:
    """Return a record as a JSON object. A value that is not JSON becomes text, and a missing value becomes null."""
    try:
        value = None if record.value is None else orjson.loads(record.value)
    except orjson.JSONDecodeError:
        value = record.value.decode("utf-8", "replace")
    return {
        "topic": record.topic, "partition": record.partition, "offset": record.offset, "timestamp": record.timestamp,
        "key": (record.key or b"").decode("utf-8", "replace"),
        "headers": {name: (text or b"").decode("utf-8", "replace") for name, text in record.headers},
        "value": value,
    }  # fmt: skip
