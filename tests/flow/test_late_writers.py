"""A worker that lost its partitions while it was paused sends nothing after what their new owner wrote."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from functools import partial

import orjson
import pytest
from aiokafka import TopicPartition

from schemas.topics import FX_RATES, PAGES_RAW, PAGES_REPORTS
from streams.kafka.admin import admin
from streams.kafka.groups import commit, committed, describe_group
from streams.settings import Settings
from tests.faults.fleet import WORKER
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


async def has_rate(settings: Settings, rate: str) -> bool:
    return any(it["rate"] == rate for it in await values(settings, FX_RATES))


async def group_is_empty(settings: Settings) -> bool:
    async with admin(settings) as client:
        return (await describe_group(client, settings.group)).state == "Empty"


async def pages_committed(settings: Settings) -> int:
    async with admin(settings) as client:
        return (await committed(client, settings.group)).get(TopicPartition(PAGES_RAW.full_name(settings.prefix), 0), 0)


async def test_a_lone_worker_that_lost_its_session_commits_its_last_work_and_does_not_repeat_it(settings: Settings) -> None:
    slow = settings.model_copy(update={"session_seconds": 3.0, "commit_seconds": 5.0})

    async def has_committed(count: int) -> bool:
        return await pages_committed(settings) == count

    await publish(settings, [page(1, "0.01141")])
    async with running(settings):
        await settled(settings)
    with child(WORKER, slow.environment()) as worker:
        for count in (2, 3):
            await publish(settings, [page(count, f"0.0114{count}")])
            await until(partial(has_rate, settings, f"0.0114{count}"), worker)
            worker.send_signal(signal.SIGSTOP)
            await until(partial(group_is_empty, settings))
            worker.send_signal(signal.SIGCONT)
            await until(partial(has_committed, count), worker)
    assert [it["page_offset"] for it in await values(settings, PAGES_REPORTS)] == [0, 1, 2]


async def test_a_worker_that_lost_its_session_undoes_no_move_of_an_operator(settings: Settings) -> None:
    slow = settings.model_copy(update={"session_seconds": 3.0, "commit_seconds": 5.0})

    async def reported(*offsets: int) -> bool:
        return [it["page_offset"] for it in await values(settings, PAGES_REPORTS)] == list(offsets)

    await publish(settings, [page(1, "0.01140"), page(2, "0.01141")])
    async with running(settings):
        await settled(settings)
    with child(WORKER, slow.environment()) as worker:
        await publish(settings, [page(3, "0.01142")])
        await until(partial(reported, 0, 1, 2), worker)
        worker.send_signal(signal.SIGSTOP)
        await until(partial(group_is_empty, settings))
        async with admin(settings) as client:
            await commit(client, settings.group, {TopicPartition(PAGES_RAW.full_name(settings.prefix), 0): 1})
        worker.send_signal(signal.SIGCONT)
        await until(partial(reported, 0, 1, 2, 1, 2), worker)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGSTOP")
@pytest.mark.parametrize("place", ["handed", "numbered"])
async def test_a_late_rate_is_not_sent_once_another_worker_has_the_partition(settings: Settings, place: str) -> None:
    quick = settings.model_copy(update={"session_seconds": 3.0})

    with child([LATE_WORKER, place], quick.environment()) as late:
        await publish(settings, [page(1, "0.01140")])
        await until(partial(has_rate, settings, "0.01140"), late)
        await publish(settings, [page(2, "0.01141")])
        await asyncio.to_thread(wait_until_it_is_paused, late)
        async with running(quick):
            await publish(settings, [page(3, "0.01142")])
            await until(partial(has_rate, settings, "0.01142"))
            late.send_signal(signal.SIGCONT)
            await publish(settings, [page(4, "0.01143")])
            await until(partial(has_rate, settings, "0.01143"))
            await settled(settings, late)
        await publish(settings, [page(5, "0.01144")])  # the late one has all partitions again
        await until(partial(has_rate, settings, "0.01144"), late)
        await settled(settings, late)
        late.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(late.wait) == 0
    rates = await values(settings, FX_RATES)
    for source in ("kabar", "consensus"):
        events = [it["event_time"] for it in rates if it["source"] == source]
        assert events == sorted(events), source
        assert len(set(events)) == 5
