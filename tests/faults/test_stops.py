"""A worker that is told to stop finishes what it has begun: nothing is repeated, nothing is lost."""

from __future__ import annotations

import asyncio
import signal
import time

import pytest

from schemas.topics import ARTICLES_DECISIONS, FX_TICKS, PAGES_REPORTS
from tests.faults.alone import fresh, judged, more_than, publish_all, worker
from tests.faults.oracle import read_all
from tests.faults.stage import Pages, made_pages
from tests.support import settled

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(280)]

PAGES = 900
STOPS = 10
LONGEST_STOP = 10.0


def parts(pages: Pages, count: int) -> list[Pages]:
    """Cut the pages of every partition into so many parts, in order."""
    return [
        {partition: there[len(there) * n // count : len(there) * (n + 1) // count] for partition, there in pages.items()}
        for n in range(count)
    ]


async def test_ten_stops_under_load_repeat_nothing(kafka_for_faults: str) -> None:
    pages = made_pages(PAGES)
    longest = 0.0
    first, *others = parts(pages, STOPS + 1)
    async with fresh(kafka_for_faults, "stopped", first) as settings:
        for part in others:
            await publish_all(settings, part)  # so that no worker, however fast, is without pages when it is told to stop
            there = await more_than(settings, -1)
            with worker(settings) as process:
                await more_than(settings, there + 50, process)
                process.send_signal(signal.SIGTERM)
                told = time.monotonic()
                assert await asyncio.to_thread(process.wait, 30) == 0
                longest = max(longest, time.monotonic() - told)
        with worker(settings):
            await settled(settings, 120)
        found = await judged(settings, pages)
    print(f"{STOPS} stops, the longest {longest:.1f} s: {found.line()}")
    assert (found.lost, found.id_duplicates, found.wire_duplicates, found.reordered) == (0, 0, 0, 0)
    for topic in (ARTICLES_DECISIONS, FX_TICKS, PAGES_REPORTS):
        values = [value for _, value in read_all(kafka_for_faults, topic.full_name("stopped."))]
        assert len(set(values)) == len(values), f"{topic.name} has repetitions"
    assert longest <= LONGEST_STOP
