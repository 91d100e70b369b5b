"""The rows in which the one broker, or the network before it, is away or slow."""

from __future__ import annotations

import asyncio
import os
import resource
import signal

from tests.faults.proxy import Weather
from tests.faults.stage import Play, Run
from tests.support.kafka import until

__all__ = [
    "broker_absent_at_start",
    "broker_away",
    "broker_frozen",
    "broker_killed",
    "connections_reset",
    "disk_full",
    "weather",
]

AWAY_SECONDS = 65
"""More than the 40 s after which a client gives a request up."""


async def broker_killed(run: Run) -> None:
    run.fleet.start()
    for _ in range(3):
        await run.progress()
        with run.fault():
            await asyncio.to_thread(run.ground.kafka.kill)
            await asyncio.sleep(1)
            await asyncio.to_thread(run.ground.kafka.start)
    await run.progress()


def broker_frozen(seconds: float) -> Play:
    """Stop the broker's process for a while, and let it go on."""

    async def play(run: Run) -> None:
        run.fleet.start()
        await run.progress()
        pid = run.ground.kafka.pid
        with run.fault():
            os.kill(pid, signal.SIGSTOP)
            try:
                await asyncio.sleep(seconds)
            finally:
                os.kill(pid, signal.SIGCONT)
        await run.progress()

    return play


async def broker_away(run: Run) -> None:
    run.fleet.start()
    await run.progress()
    with run.fault():
        await asyncio.to_thread(run.ground.kafka.kill)
        await asyncio.sleep(AWAY_SECONDS)
        await asyncio.to_thread(run.ground.kafka.start)
    await run.progress()


async def disk_full(run: Run) -> None:
    """Let the broker write no file beyond what there is: it goes down as it does on a full disk."""
    kafka = run.ground.kafka
    run.fleet.start()
    for _ in range(2):
        await run.progress()
        with run.fault():
            resource.prlimit(kafka.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
            async with asyncio.timeout(60):
                await until(lambda: asyncio.sleep(0, not kafka.running))
            await asyncio.to_thread(kafka.start)
    await run.progress()


async def broker_absent_at_start(run: Run) -> None:
    with run.fault():
        await asyncio.to_thread(run.ground.kafka.kill)
        run.fleet.start()
        await asyncio.sleep(15)
        await asyncio.to_thread(run.ground.kafka.start)
    await run.progress()


def weather(seconds: float, there: Weather) -> Play:
    """Have a bad network between worker and broker for a while."""

    async def play(run: Run) -> None:
        run.fleet.start()
        await run.progress()
        with run.fault(), run.ground.proxy.during(there):
            await asyncio.sleep(seconds)
        await run.progress()

    return play


async def connections_reset(run: Run) -> None:
    run.fleet.start()
    await run.progress()
    for _ in range(10):
        await run.pause(0.3, 1.0)
        with run.fault():
            run.ground.proxy.reset()
    await run.progress()
