"""The row of an operator who moves the group: skip leaves records out, and replay gives back what was left out."""

from __future__ import annotations

import asyncio

from schemas.topics import ARTICLES_CLEAN, DRAFTS, PAGES_RAW, Topic
from streams.settings import Settings
from tests.faults.alone import both, fresh, judged, publish_all
from tests.faults.oracle import read_all
from tests.faults.solo import solo
from tests.faults.stage import Ground, Pages, made_pages
from tests.faults.stops import parts
from tests.faults.transactions import come_out, marks
from tests.faults.verify import Verdict
from tests.support.cli import Done, command
from tests.support.kafka import publish, read, settled
from tests.support.pages import make_pages

__all__ = ["drafts_of", "operator_moves"]

PAGES = 240
SKIPPED = 1
"""The partition of raw pages whose second wave is skipped."""


async def move(settings: Settings, verb: str, topic: Topic, partition: int, to: str, *options: str) -> Done:
    """Run one of the commands that move the group."""
    return await command(settings, "offsets", verb, f"{topic.full_name(settings.prefix)}[{partition}]", "--to", to, *options)


async def moved(settings: Settings, verb: str, topic: Topic, partition: int, to: str) -> None:
    """Move the group, first as a dry run; AssertionError where the command fails."""
    for options in ([], ["--execute"]):
        done = await move(settings, verb, topic, partition, to, *options)
        assert done.returncode == 0, f"offsets {verb} {options}: {done.stderr.decode()}"


async def drafts_of(ground: Ground, row: str, pages: Pages, settings: Settings) -> None:
    """Write drafts that no dedupe has seen: those that another group has cut out of some pages."""
    async with fresh(ground.direct, f"{row}-feeder", pages) as feeder:
        with solo(ground.command, feeder) as worker:
            await settled(feeder, worker.process)
        records = await read(feeder, DRAFTS)
    await publish(settings, [(record.value, tuple(record.headers)) for record in records], topic=DRAFTS)


async def work(ground: Ground, settings: Settings) -> None:
    """Let a worker do all that is there, and stop it."""
    with solo(ground.command, settings) as worker:
        await settled(settings, worker.process)
        await worker.stop()


async def view(settings: Settings) -> set[tuple[bytes, bytes]]:
    """Return the distinct clean articles."""
    return set(await asyncio.to_thread(read_all, settings.brokers, ARTICLES_CLEAN.full_name(settings.prefix)))


async def operator_moves(ground: Ground, row: str) -> Verdict:
    """Skip and replay; AssertionError where a command moves a group at work, or the flow does not follow the command."""
    first, second, third = parts(made_pages(PAGES), 3)
    foreign = {0: list(make_pages(10, seed=60, repeated=0))}
    async with fresh(ground.direct, row, first) as settings:
        with solo(ground.command, settings) as worker:
            await settled(settings, worker.process)
            refused = await move(settings, "skip", PAGES_RAW, SKIPPED, "latest", "--execute")
            assert refused.returncode != 0, "the command moves a group that has members"
            await worker.stop()
        await publish_all(settings, second)
        await drafts_of(ground, row, foreign, settings)
        for topic, partition in ((PAGES_RAW, SKIPPED), (DRAFTS, 0)):
            await moved(settings, "skip", topic, partition, "latest")
        await publish_all(settings, third)
        await work(ground, settings)
        done = both(first, {number: part for number, part in second.items() if number != SKIPPED}, third)
        skipped = marks({SKIPPED: second[SKIPPED]}, foreign) - marks(done)
        wrong = await come_out(settings, skipped)
        assert not wrong, f"skipped articles came out: {sorted(wrong)[:5]}"
        before = await view(settings)
        await moved(settings, "replay", PAGES_RAW, 0, "earliest")
        await work(ground, settings)
        assert not (new := await view(settings) - before), f"{len(new)} articles are new after a replay of pages"
        await moved(settings, "replay", DRAFTS, 0, "earliest")
        await work(ground, settings)
        given_back = await come_out(settings, marks(foreign))
        new = await view(settings) - before
        assert len(new) == len(given_back) == len(marks(foreign)), f"{len(new)} articles are new, {len(given_back)} were skipped"
        return await judged(settings, both(done, foreign), stages=())  # the operator decides what is read
