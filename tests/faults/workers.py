"""The rows in which workers end, join and trade partitions."""

from __future__ import annotations

import asyncio
import signal

from tests.faults.alone import HOOKED, hooked_command
from tests.faults.stage import Play, Run

__all__ = [
    "KILLS",
    "calm",
    "hooked",
    "killed_by_hook",
    "killed_while_joining",
    "partitions_traded",
    "scaled",
    "worker_killed",
    "worker_stopped",
    "zombie",
]

KILLS = 5


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
        run.fleet.command = hooked_command(run.fleet.command, hook)
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
