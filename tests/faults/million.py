"""The row of a million small records through one hop, with ten kills on the way."""

from __future__ import annotations

import asyncio
import time

from tests.faults.hop import create, draw, hopping, judge_hop, preload, quiet, until_all
from tests.faults.oracle import count
from tests.faults.stage import Ground
from tests.faults.verify import Verdict, Watch

__all__ = ["million"]

RECORDS = 1_000_000
KILLS = 10


async def million(ground: Ground, row: str) -> Verdict:
    """Kill the worker after each twelfth of the records, at a moment the seed decides."""
    source, target, watch, chance = f"{row}.in.v1", f"{row}.out.v1", Watch(), draw(row)
    await asyncio.to_thread(create, ground.direct, [source, target])
    await asyncio.to_thread(preload, ground.direct, source, range(RECORDS))
    began = time.monotonic()
    async with hopping(ground.through, row) as fleet:
        for _ in range(KILLS):
            fleet.start()
            there = await asyncio.to_thread(count, ground.direct, target)
            await until_all(ground.direct, target, there + chance.randrange(1, RECORDS // (KILLS + 2)), watch)
            killed = time.monotonic()
            await fleet.kill()
            watch.faults.append((killed, time.monotonic()))
        fleet.start()
        await until_all(ground.direct, target, RECORDS, watch)
        await quiet(ground.direct, target)
        return await judge_hop(row, ground.direct, target, RECORDS, watch, fleet, began)
