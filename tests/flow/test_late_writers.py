"""A worker that lost its partitions while it was paused sends nothing after what their new owner wrote."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys

import orjson
import pytest

from schemas.topics import FX_RATES, FX_TICKS
from streams.settings import Settings
from tests.support import ROOT
from tests.support.kafka import RawPage, publish, running, settled, until, values
from tests.support.pages import PAGE
from tests.support.processes import child

pytestmark = pytest.mark.kafka

LATE_WORKER = str(ROOT / "tests" / "flow" / "late_worker.py")


def page(day: int, rate: str) -> RawPage:
    text = "\n".join((f"KGS/USD = {rate} 0%", *PAGE.splitlines()[1:]))
    return orjson.dumps({"text": text, "source": "kabar", "fetched_at": f"2026-11-{day:02}T04:00:00Z"}), ()


def wait_until_it_is_paused(process: subprocess.Popen[bytes]) -> None:
    _, status = os.waitpid(process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status), f"the worker ended: {status}"


@pytest.mark.skipif(sys.platform == "win32", reason="SIGSTOP")
@pytest.mark.parametrize("place", ["handed", "numbered"])
async def test_a_late_rate_is_not_sent_once_another_worker_has_the_partition(settings: Settings, place: str) -> None:
    quick = settings.model_copy(update={"session_seconds": 3.0})

    async def published(topic: str, rate: str) -> bool:
        found = await values(settings, FX_RATES if topic == "rates" else FX_TICKS)
        return any(it["rate"] == rate for it in found)

    with child([LATE_WORKER, place], quick.environment()) as late:
        await publish(settings, [page(1, "0.01140")])
        await until(lambda: published("rates", "0.01140"), late)
        await publish(settings, [page(2, "0.01141")])
        await asyncio.to_thread(wait_until_it_is_paused, late)
        async with running(quick):
            await publish(settings, [page(3, "0.01142")])
            await until(lambda: published("rates", "0.01142"))
            late.send_signal(signal.SIGCONT)
            await publish(settings, [page(4, "0.01143")])
            await until(lambda: published("rates", "0.01143"))
            await settled(settings, late)
        await publish(settings, [page(5, "0.01144")])  # the late one has all partitions again
        await until(lambda: published("rates", "0.01144"), late)
        await settled(settings, late)
        late.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(late.wait) == 0
    rates = await values(settings, FX_RATES)
    for source in ("kabar", "consensus"):
        events = [it["event_time"] for it in rates if it["source"] == source]
        assert events == sorted(events), source
        assert len(events) == 5
