"""Pages that are all there before a worker starts, for what needs no proxy and no supervisor."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from agents.stage import AnyStage
from schemas.topics import ARTICLES_CLEAN
from streams.kafka.admin import admin
from streams.kafka.topics import apply_topics
from streams.settings import Settings
from streams.stages import STAGES
from tests.faults.fleet import most_resident
from tests.faults.oracle import count
from tests.faults.stage import Pages, read_left
from tests.faults.undisturbed import undisturbed
from tests.faults.verify import Row, Verdict, Watch, judge
from tests.support.kafka import POLL_SECONDS, publish
from tests.support.pages import envelope

__all__ = ["HOOKED", "both", "fresh", "hooked_command", "judged", "more_than", "peak_mb", "publish_all"]

HOOKED = str(Path(__file__).with_name("hooked_worker.py"))


def hooked_command(command: Sequence[str], hook: str, argument: str = "") -> tuple[str, ...]:
    """Return the command of a worker with a hook; where `command` is that of a mutant, its rule is broken, too."""
    _, module, *named = command
    return HOOKED, hook, argument, *(named if module != "streams" else ())


@asynccontextmanager
async def fresh(brokers: str, name: str, pages: Pages) -> AsyncIterator[Settings]:
    """Give settings of a new run, with all pages published."""
    settings = Settings(brokers=brokers, prefix=f"{name}.", group=name, http_port=0, session_seconds=3, log_level="WARNING")
    async with admin(settings) as client:
        await apply_topics(client, settings)
    await publish_all(settings, pages)
    yield settings


def both(*waves: Pages) -> Pages:
    """Return the pages of several waves, partition by partition."""
    numbers = sorted({number for wave in waves for number in wave})
    return {number: [page for wave in waves for page in wave.get(number, [])] for number in numbers}


async def publish_all(settings: Settings, pages: Pages) -> None:
    """Publish pages, each to its partition."""
    for partition, part in pages.items():
        await publish(settings, [(envelope(page), ()) for page in part], partition=partition)


async def more_than(settings: Settings, least: int, process: subprocess.Popen[bytes] | None = None) -> int:
    """Wait until the clean topic has more records than `least`, or the worker has ended; return how many."""
    topic = ARTICLES_CLEAN.full_name(settings.prefix)
    while (there := await asyncio.to_thread(count, settings.brokers, topic)) <= least and (not process or process.poll() is None):
        await asyncio.sleep(POLL_SECONDS)
    return there


def peak_mb(process: subprocess.Popen[bytes]) -> int:
    """Return the most memory that a running process has held so far, in MB; 0 where the system does not say."""
    return most_resident(process.pid) // 1_000_000


async def judged(
    settings: Settings, pages: Pages, *, rss_mb: int = 0, note: str = "", among_others: bool = False,
    stages: Collection[AnyStage] = STAGES,
) -> Verdict:  # fmt: skip
    """Compare what a run has left with what the pages hold, and with what `stages` make of the run's own logs.

    `among_others`: articles of other pages are passed over.
    """
    left = await asyncio.to_thread(read_left, settings.brokers, settings.prefix)
    pure, holes = await asyncio.to_thread(undisturbed, settings.brokers, settings.prefix, left, stages)
    every = [page for part in pages.values() for page in part]
    if among_others:
        marks = {mark.encode() for page in every for mark in page.marks}
        left, pure = [replace(it, clean=_of_marks(it.clean, marks)) for it in (left, pure)]
    return judge(settings.group, every, left, [pure], Watch(), rss_mb=rss_mb, restarts=0, seconds=0, note=note, holes=holes)


def _of_marks(clean: list[Row], marks: set[bytes]) -> list[Row]:
    return [row for row in clean if not marks.isdisjoint(row[1].replace(b".", b" ").split())]
