"""One worker and pages that are all there before it starts, for what needs no proxy and no watch."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from bench.pages import MadePage
from schemas.topics import ARTICLES_CLEAN
from streams.kafka.topics import admin, apply_topics
from streams.settings import Settings
from tests.faults.oracle import count
from tests.faults.stage import Pages, read_left
from tests.faults.verify import Verdict, Watch, judge
from tests.support import envelope, publish

__all__ = ["fresh", "judged", "more_than", "publish_all", "worker"]


@asynccontextmanager
async def fresh(brokers: str, name: str, pages: Pages) -> AsyncIterator[Settings]:
    """Give settings of a run of its own, with all pages published."""
    settings = Settings(brokers=brokers, prefix=f"{name}.", group=name, http_port=0, session_seconds=3, log_level="WARNING")
    async with admin(settings) as client:
        await apply_topics(client, settings)
    await publish_all(settings, pages)
    yield settings


async def publish_all(settings: Settings, pages: Pages) -> None:
    """Publish pages, each to its partition."""
    for partition, part in pages.items():
        await publish(settings, [(envelope(page), ()) for page in part], partition=partition)


@contextmanager
def worker(settings: Settings, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker process; kill it at the end if it still lives."""
    arguments = command or ("-m", "streams", "worker")
    process = subprocess.Popen([sys.executable, *arguments], env={**os.environ, **settings.environment()})
    try:
        yield process
    finally:
        process.kill()
        process.wait()


async def more_than(settings: Settings, least: int, process: subprocess.Popen[bytes] | None = None) -> int:
    """Wait until the clean topic has more records than `least`, or the worker has ended; return how many."""
    topic = ARTICLES_CLEAN.full_name(settings.prefix)
    while (there := await asyncio.to_thread(count, settings.brokers, topic)) <= least and (not process or process.poll() is None):
        await asyncio.sleep(0.02)
    return there


async def judged(settings: Settings, pages: Pages) -> Verdict:
    """Compare what a run has left with what its pages hold."""
    left = await asyncio.to_thread(read_left, settings.brokers, settings.prefix)
    every: list[MadePage] = [page for part in pages.values() for page in part]
    return judge(settings.group, every, left, left, Watch(), rss_mb=0, restarts=0, seconds=0)
