"""The rows of the table: what is done to a flow while its pages arrive.

Each row gets a run whose pages come in at 40 a second, the second half slower until it is played, and leaves a worker
that can finish them. What must hold afterwards is the same for all (`bounds`); the bound on
repetitions differs by what was done.
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from schemas.topics import ARTICLES_CLEAN, STATES
from tests.faults.alone import HOOKED
from tests.faults.burst import burst
from tests.faults.hostile import REFUSED, hostile
from tests.faults.injected import injected
from tests.faults.million import million
from tests.faults.poison import poisoned
from tests.faults.proxy import Weather
from tests.faults.refusals import refused, replayed
from tests.faults.stage import Ground, Run
from tests.faults.stops import stopped_often
from tests.faults.verify import Verdict
from tests.support.kafka import until

__all__ = ["ROWS", "Row", "calm"]

KILLS = 5
REFUSED_ENDS = 5
"""A worker ends up to four times while the broker refuses records, each time without a commit. Then it is killed once."""
AWAY_SECONDS = 65
"""More than the 40 s after which a client gives a request up."""

Play = Callable[[Run], Awaitable[None]]


@dataclass(frozen=True)
class Row:
    """A way to disturb a flow."""

    play: Play | None
    sentence: str
    wire: float = 0.005
    """Most repetitions on the wire, as a share of the records ..."""
    kills: int = 0
    """... and for each time a worker ends without a commit, what comes out in a commit interval and a batch."""
    rejected: int = 0
    """Records that the flow must reject."""
    alone: Callable[[Ground, str], Awaitable[Verdict]] | None = None
    """A row with its own load, in place of `play`; AssertionError where what only this row proves is wrong."""


async def calm(run: Run) -> None:
    run.fleet.start()
    await run.progress()


async def worker_stopped(run: Run) -> None:
    for _ in range(KILLS):
        run.fleet.start()
        await run.progress()
        await run.pause()
        with run.fault():
            await run.fleet.stop()
    run.fleet.start()


async def worker_killed(run: Run) -> None:
    for _ in range(KILLS):
        run.fleet.start()
        await run.progress()
        await run.pause(0.1, 1.5)
        with run.fault():
            await run.fleet.kill()
    run.fleet.start()


def killed_by_hook(hook: str) -> Play:
    """Let a worker kill itself at a moment that no signal from outside can hit."""

    async def play(run: Run) -> None:
        run.fleet.start()
        await run.progress()
        for _ in range(2):
            await run.fleet.stop()  # in good order: three deaths in a row would rightly put the record at hand aside
            run.fleet.start(1, HOOKED, hook)
            with run.fault():
                assert await run.fleet.ended(1) == -signal.SIGKILL
            run.fleet.start()
            await run.progress()

    return play


def hooked(hook: str, play: Play) -> Play:
    """Let every worker of a row have a hook, also one with a broken rule."""

    async def played(run: Run) -> None:
        _, module, *named = run.fleet.command
        run.fleet.command = (HOOKED, hook, "", *(named if module != "streams" else ()))
        await play(run)

    return played


async def killed_while_joining(run: Run) -> None:
    run.fleet.start()
    await run.progress()
    for _ in range(3):
        run.fleet.start(1)
        await run.pause(0.9, 1.8)
        with run.fault():
            await run.fleet.kill(1)
        await run.progress()


async def zombie(run: Run) -> None:
    run.fleet.start()
    await run.progress()
    run.fleet.start(1)
    await run.pause(3, 4)
    with run.fault():
        run.fleet.signal(0, signal.SIGSTOP)
    await asyncio.sleep(20)
    run.fleet.signal(0, signal.SIGCONT)
    await run.pause(2, 3)


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


async def scaled(run: Run) -> None:
    run.fleet.start(0)
    await run.progress()
    run.fleet.start(1)
    run.fleet.start(2)
    await run.pause(4, 5)
    await run.fleet.stop(1)
    await run.fleet.stop(2)
    await run.progress()


async def partitions_traded(run: Run) -> None:
    run.fleet.start(0)
    for _ in range(5):
        run.fleet.start(1)
        await run.pause(2, 2.5)
        await run.fleet.stop(1)
    await run.progress()


ROWS: dict[str, Row] = {
    "worker-stopped": Row(worker_stopped, "SIGTERM x 5 under load", wire=0.0),
    "stopped-often": Row(None, "SIGTERM x 10, each with pages at hand and within 10 s", wire=0.0, alone=stopped_often),
    "worker-killed": Row(worker_killed, "SIGKILL x 5 under load", wire=0.0, kills=KILLS),
    "killed-before-commit": Row(killed_by_hook("acked"), "SIGKILL between acknowledgement and commit, twice", wire=0.0, kills=2),
    "killed-restoring": Row(killed_by_hook("restore"), "SIGKILL while reading state, twice", wire=0.0, kills=2),
    "killed-between-rows": Row(killed_by_hook("rows"), "SIGKILL between state rows and outputs, twice", wire=0.0, kills=2),
    "killed-joining": Row(killed_while_joining, "a second worker, SIGKILL while it joins, x 3", wire=0.0, kills=3),
    "zombie": Row(zombie, "one of two workers SIGSTOP 20 s, then CONT", wire=0.0, kills=1),
    "scaled": Row(scaled, "workers 1 to 3 to 1", wire=0.0),
    "traded": Row(partitions_traded, "a second worker comes and goes x 5", wire=0.0),
    "traded-busy": Row(hooked("drag", partitions_traded), "the same, and every batch takes 50 ms more", wire=0.0),
    "fetches-lost": Row(hooked("lose", calm), "every fifth fetch is taken and given to nobody", wire=0.0),
    "replayed": Row(replayed, "the group sent back to the first page, then every stage to its first record", wire=2.0),
    "output-refused": Row(
        refused(ARTICLES_CLEAN), "the broker refuses clean articles for 8 s, then a kill", wire=0.0, kills=REFUSED_ENDS
    ),
    "state-refused": Row(refused(STATES[0]), "the broker refuses state rows for 8 s, then a kill", wire=0.0, kills=REFUSED_ENDS),
    "segfault": Row(None, "a page that ends its worker by SIGSEGV", wire=2.0, rejected=1, alone=poisoned("segfault")),
    "endless": Row(None, "a page that its worker never finishes", wire=2.0, rejected=1, alone=poisoned("endless")),
    "hostile": Row(None, "hostile pages and compression bombs between good pages", wire=0.0, rejected=REFUSED, alone=hostile),
    "burst": Row(None, "800 pages at once, the first 20 at five a second, within 500 MB", wire=0.0, alone=burst),
    "million": Row(None, "a million small records through one hop, SIGKILL x 10", wire=0.0, kills=10, alone=million),
    "answers": Row(None, "Produce answers 29 10 87 7 6, commit answers 22 25 27, each twice (mock)", wire=2.0, alone=injected),
    "broker-killed": Row(broker_killed, "broker SIGKILL x 3, back after a second"),
    "broker-frozen-5": Row(broker_frozen(5), "broker SIGSTOP 5 s"),
    "broker-frozen-60": Row(broker_frozen(60), "broker SIGSTOP 60 s"),
    "broker-absent": Row(broker_absent_at_start, "no broker for the first 15 s"),
    "broker-away": Row(broker_away, "broker killed and away for 65 s, longer than any of the worker's timeouts"),
    "disk-full": Row(disk_full, "the broker can write no more and goes down, twice"),
    "latency": Row(weather(15, Weather(latency=0.1)), "network: 200 ms there and back for 15 s"),
    "slow-network": Row(weather(15, Weather(rate=10_000)), "network: 10 kB/s for 15 s"),
    "resets": Row(connections_reset, "every connection reset, x 10"),
    "deaf": Row(weather(15, Weather(silent=frozenset({"down"}))), "network: no answer arrives for 15 s"),
    "mute": Row(weather(15, Weather(silent=frozenset({"up"}))), "network: no request leaves for 15 s"),
    "dead-line": Row(weather(15, Weather(silent=frozenset({"up", "down"}))), "network: nothing passes for 15 s"),
}
