"""What a fetch took out of aiokafka's buffer is noted, though nobody waits for it any more."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError
from faust.types import TP

from agents.stage import Record
from streams.app import build
from streams.settings import Settings
from streams.transport.positions import Positions
from streams.transport.thread import ConsumerThread


async def test_a_fetch_notes_how_far_it_took_each_partition() -> None:
    positions, refused = Positions(), list[KafkaError]()
    consumer = build(Settings()).consumer
    thread = ConsumerThread(
        consumer, loop=consumer.loop, beacon=consumer.beacon, positions=positions, on_group_error=refused.append
    )
    fetched = {TopicPartition("pages", number): [Record("pages", number, 7 + number, 0, None, b"")] for number in (0, 1)}

    async def fetched_records(*_: Any, **__: Any) -> dict[TopicPartition, list[Record]]:
        return fetched

    fetcher = SimpleNamespace(
        fetched_records=fetched_records, _closed=False, _subscriptions=SimpleNamespace(fetch_context=nullcontext)
    )
    states = {tp: SimpleNamespace(position=9 + tp.partition, has_valid_position=not tp.partition) for tp in fetched}
    assignment = SimpleNamespace(state_value=states.get)
    subscription = SimpleNamespace(subscription=SimpleNamespace(assignment=assignment))
    client = SimpleNamespace(_fetcher=fetcher, _closed=False, _subscription=subscription)
    await thread._fetch_records(client, {TP(*tp) for tp in fetched})
    assert {tp: (it.given, it.reached) for tp, it in positions.items()} == {TP("pages", 0): (8, 9), TP("pages", 1): (9, None)}
