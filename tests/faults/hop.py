"""One hop of many small records: how it is loaded, run, and judged."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from streams.settings import Settings
from tests.faults.fleet import Fleet
from tests.faults.oracle import count, read_all
from tests.faults.stage import COMMIT_SECONDS, SESSION_SECONDS
from tests.faults.verify import BURST_SECONDS, Verdict, Watch

__all__ = ["create", "draw", "hopping", "judge_hop", "preload", "quiet", "until_all"]

HOP = str(Path(__file__).with_name("hop_worker.py"))
SECONDS = 240.0
QUIET_SECONDS = 8.0
"""Longer than a worker takes to start again and go on."""

PARTITIONS = 8


def create(brokers: str, topics: Iterable[str]) -> None:
    """Create topics that are stamped by the broker, as silkwire's are."""
    config = {"message.timestamp.type": "LogAppendTime"}
    wanted = [NewTopic(topic, num_partitions=PARTITIONS, replication_factor=1, config=config) for topic in topics]
    admin = AdminClient({"bootstrap.servers": brokers})  # held by a name: the client cancels what it does when it is collected
    for created in admin.create_topics(wanted).values():
        created.result()


def preload(brokers: str, topic: str, records: Iterable[int]) -> None:
    """Write records whose key and value are their number, spread over the partitions."""
    producer = Producer({"bootstrap.servers": brokers, "linger.ms": 20, "enable.idempotence": True, "log_level": 0})
    for number in records:
        name = b"%d" % number
        while True:
            try:
                producer.produce(topic, name, name)
                break
            except BufferError:
                producer.poll(0.1)
    assert producer.flush(60) == 0, "the broker did not take all records"


@asynccontextmanager
async def hopping(brokers: str, name: str) -> AsyncIterator[Fleet]:
    """Give a fleet of workers of one hop, supervised: NAME.in.v1 to NAME.out.v1."""
    settings = Settings(
        brokers=brokers, prefix="", group=name, http_port=0, session_seconds=SESSION_SECONDS, commit_seconds=COMMIT_SECONDS
    )  # fmt: skip
    fleet = Fleet(settings, (HOP, f"{name}.in.v1", f"{name}.out.v1"))
    supervisor = asyncio.create_task(fleet.supervise())
    try:
        yield fleet
    finally:
        supervisor.cancel()
        fleet.close()


async def until_all(brokers: str, topic: str, records: int, watch: Watch, seconds: float = SECONDS) -> None:
    """Wait until a topic has that many records."""
    async with asyncio.timeout(seconds):
        while True:
            there = await asyncio.to_thread(count, brokers, topic)
            watch.see(time.monotonic(), there)
            if there >= records:
                return
            await asyncio.sleep(0.05)


async def quiet(brokers: str, topic: str) -> None:
    """Wait until a topic has not grown for some seconds: repetitions may hide what is still to come."""
    there, since = -1, time.monotonic()
    while time.monotonic() - since < QUIET_SECONDS:
        now = await asyncio.to_thread(count, brokers, topic)
        there, since = (now, time.monotonic()) if now != there else (there, since)
        await asyncio.sleep(0.1)


async def judge_hop(row: str, brokers: str, topic: str, records: int, watch: Watch, fleet: Fleet, began: float) -> Verdict:
    """Compare the numbers that came out with those that went in."""
    seen = Counter(int(value) for _, value in await asyncio.to_thread(read_all, brokers, topic))
    return Verdict(
        row=row, lost=sum(number not in seen for number in range(records)), wire_duplicates=seen.total() - len(seen),
        id_duplicates=0, wrong_content=sum(not 0 <= number < records for number in seen), reordered=0, other_decisions=0,
        wrong_ticks=0, wrong_rates=0, wrong_reports=0, holes=0, rejected=0, records=seen.total(),
        burst=watch.busiest(BURST_SECONDS), recovery_s=round(watch.recovery(), 1), stall_s=round(watch.stall(), 1),
        rss_mb=fleet.peak_bytes // 1_000_000, restarts=fleet.restarts, seconds=round(time.monotonic() - began),
    )  # fmt: skip


def draw(row: str) -> random.Random:
    """Return the row's own source of chance."""
    return random.Random(row)  # noqa: S311  the same every time
