"""A burst of pages waits in Kafka, not in the memory of a worker that is too slow for it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from schemas.topics import PAGES_REPORTS
from tests.faults.alone import fresh, judged, worker
from tests.faults.oracle import read_all
from tests.faults.rows import HOOKED
from tests.faults.stage import made_pages
from tests.support import settled

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(900)]

PAGES = int(os.environ.get("SILKWIRE_BURST_PAGES", "800"))
SLOW = PAGES // 40
"""Pages that take 0.2 s each, five a second, before the worker finds its pace again."""

MOST_BYTES = 500_000_000


def peak_rss(pid: int) -> int:
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        pytest.skip("the system does not tell how much memory a process holds")
    return next(int(line.split()[1]) * 1024 for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM:"))


async def test_a_burst_on_a_slow_worker_costs_lag_and_no_memory(kafka_for_faults: str) -> None:
    pages = made_pages(PAGES)
    async with fresh(kafka_for_faults, "burst", pages) as settings:
        with worker(settings, HOOKED, "slow", str(SLOW)) as process:
            await settled(settings, 800)
            peak = peak_rss(process.pid)
        found = await judged(settings, pages)
        reports = read_all(kafka_for_faults, PAGES_REPORTS.full_name("burst."))
    print(f"{PAGES} pages, {SLOW} of them at 5/s: peak {peak / 1e6:.0f} MB")
    assert (found.lost, found.id_duplicates, len(reports)) == (0, 0, PAGES)
    assert peak <= MOST_BYTES
