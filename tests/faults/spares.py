"""The row of more workers than partitions: when workers with partitions die, those without take over."""

from __future__ import annotations

import asyncio
import re

import aiohttp

from deploy.local.ports import free_port
from streams.stages import STAGES
from tests.faults.alone import fresh, judged, more_than, publish_all
from tests.faults.fleet import Fleet
from tests.faults.stage import Ground, made_pages
from tests.faults.stops import parts
from tests.faults.verify import Verdict
from tests.support.kafka import POLL_SECONDS, settled

__all__ = ["spares"]

WORKERS = 18
PARTITIONS = sum(stage.reads.default_partitions for stage in STAGES)
KILLS = WORKERS - PARTITIONS
"""As many as there are spares."""

PAGES = 360
SOME = 15
"""Articles that come out before the next kill."""

ASSIGNED = re.compile(rb"^silkwire_partition_held\{", re.MULTILINE)


async def partitions_of(http: aiohttp.ClientSession, port: int) -> int | None:
    """Return how many partitions a worker has; None while it does not answer, or is not ready."""
    try:
        async with http.get(f"http://127.0.0.1:{port}/metrics") as answer:
            said = await answer.read()
    except aiohttp.ClientError:
        return None
    return len(ASSIGNED.findall(said)) if b"\nsilkwire_ready 1.0" in said else None


async def holdings(fleet: Fleet) -> dict[int, int]:
    """Wait until all workers are ready and have all partitions among them; return how many each has."""
    async with aiohttp.ClientSession() as http:
        while True:
            had = {number: await partitions_of(http, port) for number, port in fleet.ports.items()}
            found = {number: count for number, count in had.items() if count is not None}
            if len(found) == len(had) and sum(found.values()) == PARTITIONS:
                return found
            await asyncio.sleep(POLL_SECONDS)


async def start_staggered(fleet: Fleet) -> None:
    """Start the workers one after the other: each is ready before the next one takes the processor."""
    async with aiohttp.ClientSession() as http:
        for number in range(WORKERS):
            fleet.ports[number] = free_port(without=frozenset(fleet.ports.values()))
            fleet.start(number)
            while await partitions_of(http, fleet.ports[number]) is None:
                await asyncio.sleep(POLL_SECONDS)


async def spares(ground: Ground, row: str) -> Verdict:
    """Kill a worker with partitions, eight times; AssertionError where a worker ends by itself."""
    pages = made_pages(PAGES)
    first, *others = parts(pages, KILLS + 1)
    async with fresh(ground.direct, row, first) as settings:
        fleet = Fleet(settings, ground.command)
        supervisor = asyncio.create_task(fleet.supervise())
        try:
            await start_staggered(fleet)
            for part in others:
                had = await holdings(fleet)
                there = await more_than(settings, -1)
                await publish_all(settings, part)
                await more_than(settings, there + SOME)
                busiest = max(had, key=lambda number: had[number])
                await fleet.kill(busiest)
                del fleet.ports[busiest]
            await holdings(fleet)
            await settled(settings)
        finally:
            supervisor.cancel()
            fleet.close()
        assert not fleet.codes, f"workers ended by themselves: {fleet.codes}"
        return await judged(settings, pages, rss_mb=fleet.peak_bytes // 1_000_000)
