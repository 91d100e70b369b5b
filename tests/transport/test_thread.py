"""What a fetch took out of aiokafka's buffer is noted, though nobody waits for it any more."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

from aiokafka import TopicPartition
from faust.types import TP

from agents.stage import Record
from streams.app import build
from streams.settings import Settings
from streams.transport.positions import Positions
from streams.transport.thread import ConsumerThread


async def test_a_fetch_notes_how_far_it_took_each_partition() -> None:
    positions = Positions()
    consumer = build(Settings()).consumer
    thread = ConsumerThread(consumer, loop=consumer.loop, beacon=consumer.beacon, positions=positions)
    fetched = {TopicPartition("pages", number): [Record("pages", number, 7 + number, 0, None, b"")] for number in (0, 1)}

    async def fetched_records(*_: Any, **__: Any) -> dict[TopicPartition, list[Record]]:
        return fetched

    fetcher = SimpleNamespace(
        fetched_records=fetched_records, _closed=False, _subscriptions=SimpleNamespace(fetch_context=nullcontext)
    )
    await thread._fetch_records(SimpleNamespace(_fetcher=fetcher, _closed=False), set(fetched))
    assert {tp: position.given for tp, position in positions.items()} == {TP("pages", 0): 8, TP("pages", 1): 9}
