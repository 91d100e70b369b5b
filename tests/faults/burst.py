"""The row of a burst: pages wait in Kafka, not in the memory of a worker that is too slow for them."""

from __future__ import annotations

import asyncio

from schemas.topics import PAGES_REPORTS
from tests.faults.alone import HOOKED, fresh, judged, peak_mb
from tests.faults.oracle import read_all
from tests.faults.stage import Ground, made_pages
from tests.faults.verify import Verdict
from tests.support.kafka import settled
from tests.support.processes import child

__all__ = ["burst"]

PAGES = 800
SLOW = PAGES // 40
"""Pages that take 0.2 s each, five a second, before the worker finds its pace again."""

MOST_MB = 500


async def burst(ground: Ground, row: str) -> Verdict:
    """Let a slow worker meet all pages at once; AssertionError where it takes too much memory, or loses a page."""
    pages = made_pages(PAGES)
    async with fresh(ground.direct, row, pages) as settings:
        with child([HOOKED, "slow", str(SLOW)], settings.environment()) as process:
            await settled(settings, process)
            peak = peak_mb(process)
        verdict = await judged(settings, pages, rss_mb=peak)
        reports = await asyncio.to_thread(read_all, ground.direct, PAGES_REPORTS.full_name(settings.prefix))
    assert len(reports) == PAGES, f"{len(reports)} reports of {PAGES} pages"
    assert 0 < peak <= MOST_MB, f"peak {peak} MB"
    return verdict
