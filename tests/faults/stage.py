"""Where the rows play: a broker with a proxy before it, pages that arrive, workers, and a watch."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field

from aiokafka import AIOKafkaProducer
from confluent_kafka import KafkaException

from deploy.local import LocalKafka
from deploy.local.ports import free_port
from schemas.topics import ARTICLES_CLEAN, PAGES_RAW, REJECTED
from streams.kafka.admin import admin
from streams.kafka.topics import apply_topics
from streams.settings import Settings
from tests.faults.fleet import WORKER, Fleet
from tests.faults.market import crawled_pages
from tests.faults.oracle import count, read_all
from tests.faults.proxy import Proxy
from tests.faults.undisturbed import JUDGED
from tests.faults.verify import Left, Watch, without
from tests.support.kafka import settled
from tests.support.pages import MadePage, envelope

__all__ = ["Ground", "Play", "Run", "made_pages", "opened", "playing", "read_left"]

SESSION_SECONDS = 3.0
COMMIT_SECONDS = 0.5
PAGES_A_SECOND = 40
SLOWER_SECONDS = 1.5
WATCH_SECONDS = 0.1
WATCH_PATIENCE = 10.0
"""Seconds to wait for a broker that may be away."""
PATIENCE_MS = 300_000
"""How long the publisher tries: longer than any row keeps the broker away."""
SETTLE_SECONDS = 150.0

Pages = dict[int, list[MadePage]]


def made_pages(count: int) -> Pages:
    """Return pages by raw partition."""
    partitions = PAGES_RAW.default_partitions
    return {number: crawled_pages(count // partitions, number) for number in range(partitions)}


@dataclass(slots=True)
class Ground:
    """A broker, and a listener of it that is reached through a proxy alone."""

    kafka: LocalKafka
    proxy: Proxy
    command: tuple[str, ...] = WORKER
    """What a worker of the rows runs."""
    others: tuple[LocalKafka, ...] = ()
    """More brokers of the same cluster; then nobody goes through the proxy."""

    @property
    def nodes(self) -> tuple[LocalKafka, ...]:
        """All brokers, by node id from 1 on."""
        return self.kafka, *self.others

    @property
    def direct(self) -> str:
        """Address for those who watch."""
        return ",".join(node.bootstrap for node in self.nodes)

    @property
    def through(self) -> str:
        """Address for the workers."""
        return self.direct if self.others else f"127.0.0.1:{self.proxy.port}"


@asynccontextmanager
async def opened() -> AsyncIterator[Ground]:
    """Start a broker and the proxy before its second listener."""
    hidden = free_port()
    proxy = Proxy(hidden)
    await proxy.start()
    kafka = LocalKafka(properties={
        "listeners": f"PLAINTEXT://127.0.0.1:{{port}},PROXIED://127.0.0.1:{hidden},CONTROLLER://127.0.0.1:{{controller_port}}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{{port}},PROXIED://127.0.0.1:{proxy.port}",
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT",
        "group.min.session.timeout.ms": "1000",
    })  # fmt: skip
    await asyncio.to_thread(kafka.start)
    try:
        yield Ground(kafka, proxy)
    finally:
        await asyncio.to_thread(kafka.stop)
        await proxy.stop()


@dataclass(slots=True)
class Run:
    """One row being played: its pages arrive while things go wrong."""

    name: str
    ground: Ground
    settings: Settings
    """Of the workers, who go through the proxy."""
    pages: Pages
    fleet: Fleet
    draw: random.Random
    watch: Watch = field(default_factory=Watch)
    played: asyncio.Event = field(default_factory=asyncio.Event)
    note: str = ""

    @property
    def watched(self) -> Settings:
        """Return settings for those who watch, past the proxy."""
        return self.settings.model_copy(update={"brokers": self.ground.direct})

    @contextmanager
    def fault(self) -> Iterator[None]:
        """Note that something is being done to the flow."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.watch.faults.append((began, time.monotonic()))

    async def pause(self, least: float = 0.5, most: float = 2.0) -> None:
        """Let the flow run for a while that the seed decides."""
        await asyncio.sleep(self.draw.uniform(least, most))

    async def progress(self, articles: int = 30, seconds: float = 60) -> None:
        """Wait until some more articles have come out."""
        before = self.watch.counts[-1][1] if self.watch.counts else 0
        async with asyncio.timeout(seconds):
            while not self.watch.counts or self.watch.counts[-1][1] < before + articles:
                await asyncio.sleep(0.05)

    async def left(self) -> Left:
        """Read what the run has left on its topics."""
        return await asyncio.to_thread(read_left, self.ground.direct, self.settings.prefix)


Play = Callable[[Run], Awaitable[None]]


def read_left(brokers: str, prefix: str) -> Left:
    """Read what a run has left on its topics."""
    rows = {name: without(read_all(brokers, topic.full_name(prefix)), prefix) for name, topic in JUDGED.items()}
    return Left(**rows, rejected=count(brokers, REJECTED.full_name(prefix)))


@asynccontextmanager
async def playing(ground: Ground, name: str, pages: Pages) -> AsyncIterator[Run]:
    """Make topics for a row, let its pages arrive, watch its output and supervise its workers."""
    settings = Settings(
        brokers=ground.through, prefix=f"{name}.", group=name, http_port=0, session_seconds=SESSION_SECONDS,
        commit_seconds=COMMIT_SECONDS, log_level="WARNING", stall_seconds=30, replication=len(ground.nodes),
    )  # fmt: skip
    run = Run(name, ground, settings, pages, Fleet(settings, ground.command), random.Random(name))  # noqa: S311  the same every time
    async with admin(run.watched) as client:
        await apply_topics(client, run.watched)
    async with AIOKafkaProducer(
        bootstrap_servers=ground.direct,
        enable_idempotence=True,
        request_timeout_ms=PATIENCE_MS,
        max_request_size=PAGES_RAW.max_bytes,
    ) as publisher:
        jobs = [asyncio.create_task(job) for job in (_arrive(run, publisher), _watch(run), run.fleet.supervise())]
        try:
            yield run
            run.played.set()
            await jobs[0]
            async with asyncio.timeout(SETTLE_SECONDS):
                await settled(run.watched)
        except (TimeoutError, AssertionError) as error:
            error.add_note(run.fleet.last_words())
            raise
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)
            run.fleet.close()


async def _arrive(run: Run, publisher: AIOKafkaProducer) -> None:
    """Publish the pages a few at a time; a broker that is away is waited for.

    The last ones come slower until the row is played: a slow machine must not run out of them.
    """
    topic, step = PAGES_RAW.full_name(run.settings.prefix), PAGES_A_SECOND // len(run.pages) // 2
    longest = max(map(len, run.pages.values()))
    for start in range(0, longest, step):
        sent = [
            await publisher.send(topic, envelope(page), key=b"", partition=partition)
            for partition, pages in run.pages.items()
            for page in pages[start : start + step]
        ]
        await asyncio.gather(*sent)
        await asyncio.sleep(0.5)
        if start > longest // 2:
            with suppress(TimeoutError):
                await asyncio.wait_for(run.played.wait(), SLOWER_SECONDS)


async def _watch(run: Run) -> None:
    topic = ARTICLES_CLEAN.full_name(run.settings.prefix)
    while True:
        with suppress(KafkaException):
            run.watch.see(time.monotonic(), await asyncio.to_thread(count, run.ground.direct, topic, WATCH_PATIENCE))
        await asyncio.sleep(WATCH_SECONDS)
