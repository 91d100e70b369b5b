"""A worker that is told to stop finishes what it has begun: nothing is repeated, nothing is lost."""

from __future__ import annotations

import asyncio
import signal
import time

import pytest

from schemas.topics import ARTICLES_DECISIONS, FX_TICKS, PAGES_REPORTS
from tests.faults.oracle import compacted, read_all, verdict
from tests.faults.test_kills import clean, fresh, made, more_than, worker
from tests.support import settled

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(280)]

PAGES = 900
STOPS = 10
LONGEST_STOP = 10.0


async def test_ten_stops_under_load_repeat_nothing(kafka_for_faults: str) -> None:
    pages = made(PAGES)
    every = [page for part in pages.values() for page in part]
    longest = 0.0
    async with fresh(kafka_for_faults, "stopped", pages) as settings:
        for _ in range(STOPS):
            there = await more_than(settings, -1)
            with worker(settings) as process:
                await more_than(settings, there + 50, process)
                process.send_signal(signal.SIGTERM)
                told = time.monotonic()
                assert await asyncio.to_thread(process.wait, 30) == 0
                longest = max(longest, time.monotonic() - told)
        with worker(settings):
            await settled(settings, 120)
        rows = await clean(settings)
    found = verdict(every, rows, "stopped.")
    print(f"{STOPS} stops, the longest {longest:.1f} s: {found}")
    assert (found.lost, found.doubled) == ((), ())
    assert len(compacted(rows, "stopped.")) == len(rows), "an article came out twice"
    for topic in (ARTICLES_DECISIONS, FX_TICKS, PAGES_REPORTS):
        values = [value for _, value in read_all(kafka_for_faults, topic.full_name("stopped."))]
        assert len(set(values)) == len(values), f"{topic.name} has repetitions"
    assert longest <= LONGEST_STOP
