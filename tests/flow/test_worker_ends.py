"""A worker that ends under load, however it ends, loses nothing and publishes no article under two ids."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence

import pytest
from aiokafka import AIOKafkaProducer

from schemas.codec import encode
from schemas.control import Attempt, control_key
from schemas.topics import CONTROL, PAGES_RAW, PAGES_REPORTS, REJECTED
from streams.settings import Settings
from tests.faults.alone import HOOKED, judged, more_than, publish_all
from tests.faults.fleet import WORKER
from tests.faults.stage import made_pages
from tests.faults.stops import parts
from tests.support.kafka import EndedEarlyError, publish, read, running, settled, values
from tests.support.pages import make_pages
from tests.support.processes import child

pytestmark = pytest.mark.kafka

PAGES = 160
SOME = 20


async def first_exit(settings: Settings, command: Sequence[str], sent: signal.Signals | None) -> int:
    """Run a worker until some articles are out, send it a signal or let it end by itself; return its exit code."""
    with child(command, settings.environment()) as process:
        if sent is None:
            with pytest.raises(EndedEarlyError):
                await settled(settings, process)
        else:
            await more_than(settings, SOME, process)
            process.send_signal(sent)
        return await asyncio.to_thread(process.wait)


@pytest.mark.parametrize(
    ("command", "sent", "expected"),
    [
        pytest.param(WORKER, signal.SIGTERM, 0, id="stopped"),
        pytest.param(WORKER, signal.SIGKILL, -signal.SIGKILL, id="killed"),
        pytest.param([HOOKED, "acked"], None, -signal.SIGKILL, id="killed between acknowledgement and commit"),
    ],
)
async def test_the_next_worker_publishes_the_rest(
    settings: Settings, command: Sequence[str], sent: signal.Signals | None, expected: int
) -> None:
    if expected:
        settings = settings.model_copy(update={"session_seconds": 3})  # the group waits so long for a dead worker
    pages = made_pages(PAGES)
    first, rest = parts(pages, 2)
    await publish_all(settings, first)
    assert await first_exit(settings, command, sent) == expected
    await publish_all(settings, rest)  # so that the next worker, however fast the first was, has work
    with child(WORKER, settings.environment()) as process:
        await settled(settings, process)
    verdict = await judged(settings, pages)
    assert (verdict.lost, verdict.id_duplicates, verdict.reordered, verdict.rejected) == (0, 0, 0, 0)
    if sent is signal.SIGTERM:
        assert verdict.wire_duplicates == 0


async def test_of_two_workers_the_one_that_stays_does_the_rest(settings: Settings) -> None:
    pages = made_pages(PAGES)
    await publish_all(settings, pages)
    with child(WORKER, settings.environment()) as leaves, child(WORKER, settings.environment()) as stays:
        await more_than(settings, SOME, leaves)
        leaves.terminate()
        assert await asyncio.to_thread(leaves.wait) == 0
        await settled(settings, stays)
    verdict = await judged(settings, pages)
    assert (verdict.lost, verdict.id_duplicates, verdict.reordered, verdict.rejected) == (0, 0, 0, 0)


async def test_a_sound_page_with_which_three_workers_were_killed_is_not_quarantined(settings: Settings) -> None:
    (page,) = make_pages(1, seed=1)
    await publish(settings, [(page.text.encode(), ())])
    killed = Attempt(topic=PAGES_RAW.full_name(settings.prefix), partition=0, status="trial", deaths=2)
    async with AIOKafkaProducer(bootstrap_servers=settings.brokers) as producer:
        await producer.send_and_wait(CONTROL.full_name(settings.prefix), encode(killed), key=control_key(killed), partition=0)
    async with running(settings):
        await settled(settings)
    (report,) = await values(settings, PAGES_REPORTS)
    assert (report["outcome"], await read(settings, REJECTED)) == ("split", [])
