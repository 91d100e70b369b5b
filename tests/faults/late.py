"""The rows of a worker that comes back from a long stop: it sends nothing late, and learns what others have done."""

from __future__ import annotations

import asyncio
import signal

from schemas.topics import CONTROL, TOPICS
from streams.settings import Settings
from tests.faults.alone import fresh, hooked_command, judged, publish_all
from tests.faults.oracle import count
from tests.faults.solo import Solo, solo
from tests.faults.stage import Ground, made_pages
from tests.faults.stops import parts
from tests.faults.verify import Verdict
from tests.support.kafka import settled, until

__all__ = ["late_writer", "returned"]

PAGES = 120
HELD = "held back: "
"""What a hooked worker says when it has rates at hand that it has not sent."""

BACK_SECONDS = 15
"""Longer than a worker that is back needs to see that its partitions are others'."""


async def counts(settings: Settings) -> dict[str, int]:
    """Return how many records each topic has; workers that join write on the control topic."""
    names = [topic.full_name(settings.prefix) for topic in TOPICS if topic is not CONTROL]
    return {name: await asyncio.to_thread(count, settings.brokers, name) for name in names}


async def until_held(worker: Solo) -> None:
    """Wait until the worker holds rates back."""

    async def is_held() -> bool:
        return HELD in worker.said()

    await until(is_held, worker.process)


async def late_writer(ground: Ground, row: str) -> Verdict:
    """Stop a worker that has rates at hand, and let it go on when all is done; AssertionError where it still sends any."""
    pages = made_pages(PAGES)
    async with fresh(ground.direct, row, pages) as settings:
        with solo(hooked_command(ground.command, "hold"), settings) as late:
            await until_held(late)
            late.process.send_signal(signal.SIGSTOP)
            with solo(ground.command, settings) as other:
                await settled(settings, other.process)
                before = await counts(settings)
                late.process.send_signal(signal.SIGCONT)
                await asyncio.sleep(BACK_SECONDS)
                after = await counts(settings)
        assert before == after, f"a fenced worker has written: {before} became {after}"
        return await judged(settings, pages)


async def returned(ground: Ground, row: str) -> Verdict:
    """Take all partitions from a stopped worker, let another one work on them, and give them back to the first."""
    pages = made_pages(3 * PAGES)
    first, second, third = parts(pages, 3)
    async with fresh(ground.direct, row, first) as settings:
        with solo(ground.command, settings) as kept:
            await settled(settings, kept.process)
            kept.process.send_signal(signal.SIGSTOP)
            with solo(ground.command, settings) as other:
                await publish_all(settings, second)
                await settled(settings, other.process)
                kept.process.send_signal(signal.SIGCONT)
                await other.stop()
            await publish_all(settings, third)
            await settled(settings, kept.process)
            await kept.stop()
        return await judged(settings, pages)
