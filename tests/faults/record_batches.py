"""Rows in which the state rows of a batch take several record batches: something may come between them and their checkpoint."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from schemas.state import CHECKPOINT_KEY
from schemas.topics import STATES
from streams.kafka.admin import admin
from streams.settings import Settings
from tests.faults.alone import both, fresh, hooked_command, judged, publish_all
from tests.faults.moves import drafts_of
from tests.faults.oracle import read_all
from tests.faults.solo import solo
from tests.faults.stage import Ground, Pages, made_pages
from tests.faults.stops import parts
from tests.faults.undisturbed import AFTER_SPLIT
from tests.faults.verify import Verdict
from tests.support.kafka import settled

__all__ = ["checkpoint_between", "killed_between", "partly_refused"]

PAGES = 240
KILLS = 2
SMALL_BATCH = 16_384
"""Bytes of a record batch: about 60 state rows, if they are not compressed."""

PARTS = 8
"""The drafts of one part take two record batches of state rows."""

LESS_THAN_FULL = "15000"
"""Bytes that the broker takes: no full record batch, but the last one of a batch, which has the checkpoint."""


@asynccontextmanager
async def small_batches(ground: Ground, row: str, pages: Pages) -> AsyncIterator[Settings]:
    """Give settings of a run whose record batches are small, with all pages published."""
    async with fresh(ground.direct, row, pages) as usual:
        yield usual.model_copy(update={"batch_bytes": SMALL_BATCH, "compression": "none"})


async def work(command: Sequence[str], settings: Settings) -> str:
    """Let a worker do all that is there, and stop it; return what it has said."""
    with solo(command, settings) as worker:
        await settled(settings, worker.process)
        await worker.stop()
        return worker.said()


async def checkpoint_between(ground: Ground, row: str) -> Verdict:
    """Let a fenced worker's checkpoints land between the rows of others; AssertionError where none does.

    Half of the pages come again at the end: what the state has lost would come out twice.
    """
    first, second = parts(made_pages(PAGES), 2)
    async with small_batches(ground, row, first) as settings:
        said = await work(hooked_command(ground.command, "fenced"), settings)
        landed = said.count("a fenced worker's checkpoint")
        assert landed, "no checkpoint landed between two record batches"
        for pages in (second, first):
            await publish_all(settings, pages)
            await work(ground.command, settings)
        return await judged(settings, made_pages(PAGES), note=f"{landed} checkpoints between")


async def killed_between(ground: Ground, row: str) -> Verdict:
    """Kill workers when some rows of a batch are with the broker, and the others are not."""
    pages = made_pages(PAGES)
    async with small_batches(ground, row, pages) as settings:
        for _ in range(KILLS):
            with solo(hooked_command(ground.command, "half"), settings) as worker:
                await worker.ends_with(-signal.SIGKILL)
        await work(ground.command, settings)
        return await judged(settings, pages)


async def partly_refused(ground: Ground, row: str) -> Verdict:
    """Have the broker refuse the first record batches of a batch's rows, and take the last: the worker must end.

    The pages of that batch come again at the end: what the state has lost would come out twice.
    """
    pages = made_pages(PAGES)
    few, others = parts(pages, PARTS)[0], both(*parts(pages, PARTS)[1:])
    async with small_batches(ground, row, {}) as settings:
        await drafts_of(ground, row, few, settings)  # all are there before the worker: its first batch has all of them
        with solo(hooked_command(ground.command, "partly", LESS_THAN_FULL), settings) as worker:
            assert await worker.ended(), "the worker ended well, though its state was refused"
        async with admin(settings) as client:
            limits = {topic.full_name(settings.prefix): {"max.message.bytes": str(topic.max_bytes)} for topic in STATES}
            await client.alter(limits)
        rows = [key for key, _ in await asyncio.to_thread(read_all, settings.brokers, STATES[0].full_name(settings.prefix))]
        assert CHECKPOINT_KEY in rows, "the broker has refused the checkpoint, too"
        for wave in (others, few):
            await publish_all(settings, wave)
            await work(ground.command, settings)
        return await judged(settings, pages, stages=AFTER_SPLIT, note=f"the broker took {len(rows)} state records")
