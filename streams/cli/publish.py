"""`silkwire publish`: sends pages from files to the topic pages.raw."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from rich.progress import track

from schemas.topics import PAGES_RAW
from streams.cli.console import out, remarks
from streams.cli.input import PageFile, metadata, page_files
from streams.cli.options import Brokers, FetchedAt, PageSource, PageUrl
from streams.errors import BrokerDown, DeliveryFailed, UsageError
from streams.kafka.connection import connection
from streams.kafka.topics import require_topic
from streams.settings import Settings, load

__all__ = ["publish", "send_pages"]

WINDOW = 200
"""Maximum number of pages that are sent but not yet acknowledged."""


def publish(
    files: Annotated[list[Path], typer.Argument(help="Pages: bare text, .json envelopes, or .jsonl with one per line.")],
    source: PageSource = None,
    url: PageUrl = None,
    layout: Annotated[str | None, typer.Option(help="page, or article: it is not split.")] = None,
    fetched_at: FetchedAt = None,
    partition: Annotated[int | None, typer.Option(help="Partition; without it, chosen by the url or source.")] = None,
    brokers: Brokers = None,
) -> None:
    """Publish pages, and end once the broker has them."""
    settings = load(brokers=brokers)
    headers = metadata(source=source, url=url, layout=layout, fetched_at=fetched_at)
    pages = list(page_files(files, headers))
    key = (url or source or "").encode() or None
    asyncio.run(send_pages(settings, pages, key, partition))
    out.print(f"published {len(pages)} page{'s' * (len(pages) != 1)} to {PAGES_RAW.full_name(settings.prefix)}")


async def send_pages(settings: Settings, pages: list[PageFile], key: bytes | None, partition: int | None) -> None:
    """Send pages to pages.raw in order, and return once the broker has them.

    Raises DeliveryFailed with the first page that the broker did not accept. If a page is too large for
    the topic, raises UsageError before any page is sent.
    """
    for page in pages:
        size = DefaultRecordBatchBuilder.estimate_size_in_bytes(key, page.value, list(page.headers))  # as the producer counts
        if size > PAGES_RAW.max_bytes:
            most = f"{PAGES_RAW.name} at most {PAGES_RAW.max_bytes:,}"
            raise UsageError(f"{page.name} takes {size:,} bytes with its headers, {most}: publish it in parts")
    topic = PAGES_RAW.full_name(settings.prefix)
    partitions = await require_topic(settings, PAGES_RAW)
    if partition is not None and not 0 <= partition < partitions:
        raise UsageError(f"--partition {partition}: {PAGES_RAW.name} has partitions 0 to {partitions - 1}")
    producer = AIOKafkaProducer(
        **connection(settings), enable_idempotence=True, linger_ms=5,
        max_request_size=PAGES_RAW.max_bytes, max_batch_size=settings.batch_bytes,
    )  # fmt: skip
    try:
        await producer.start()
    except KafkaError as error:
        raise BrokerDown(f"no Kafka broker answers at {settings.brokers}: {error}") from None
    try:
        for start in track(
            range(0, len(pages), WINDOW), "publishing", console=remarks, transient=True, disable=len(pages) <= WINDOW
        ):
            await asyncio.gather(*[_send(producer, topic, page, key, partition) for page in pages[start : start + WINDOW]])
    finally:
        await producer.stop()


async def _send(producer: AIOKafkaProducer, topic: str, page: PageFile, key: bytes | None, partition: int | None) -> None:
    try:
        await producer.send_and_wait(topic, page.value, key=key, partition=partition, headers=list(page.headers))
    except KafkaError as error:
        raise DeliveryFailed(f"{page.name} was not published: {type(error).__name__}: {error}") from None
