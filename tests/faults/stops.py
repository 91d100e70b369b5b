"""The row of ten stops in good order: a stopped worker finishes what it has begun, and nothing is repeated."""

from __future__ import annotations

import asyncio
import signal
import time

from schemas.topics import ARTICLES_DECISIONS, FX_TICKS, PAGES_REPORTS
from tests.faults.alone import fresh, judged, more_than, publish_all
from tests.faults.fleet import WORKER
from tests.faults.oracle import read_all
from tests.faults.stage import Ground, Pages, made_pages
from tests.faults.verify import Verdict
from tests.support.kafka import settled
from tests.support.processes import child

__all__ = ["parts", "stopped_often"]

PAGES = 900
STOPS = 10
LONGEST_STOP = 10.0


def parts(pages: Pages, count: int) -> list[Pages]:
    """Cut the pages of every partition into so many parts, in order."""
    return [
        {partition: there[len(there) * n // count : len(there) * (n + 1) // count] for partition, there in pages.items()}
        for n in range(count)
    ]


async def stopped_often(ground: Ground, row: str) -> Verdict:
    """Stop a worker again and again while it has pages; AssertionError where a stop is late, or repeats a record."""
    pages = made_pages(PAGES)
    longest = 0.0
    first, *others = parts(pages, STOPS + 1)
    async with fresh(ground.direct, row, first) as settings:
        for part in others:
            await publish_all(settings, part)  # so that no worker, however fast, is without pages when it must stop
            there = await more_than(settings, -1)
            with child(WORKER, settings.environment()) as process:
                await more_than(settings, there + 50, process)
                process.send_signal(signal.SIGTERM)
                asked = time.monotonic()
                code = await asyncio.to_thread(process.wait)
                assert code == 0, f"a stopped worker ended with {code}"
                longest = max(longest, time.monotonic() - asked)
        with child(WORKER, settings.environment()) as process:
            await settled(settings, process)
        verdict = await judged(settings, pages, note=f"longest stop {longest:.1f} s")
    for topic in (ARTICLES_DECISIONS, FX_TICKS, PAGES_REPORTS):
        rows = await asyncio.to_thread(read_all, ground.direct, topic.full_name(settings.prefix))
        values = [value for _, value in rows]
        assert len(set(values)) == len(values), f"{topic.name} has repetitions"
    assert longest <= LONGEST_STOP, f"a stop took {longest:.1f} s"
    return verdict
