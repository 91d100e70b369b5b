"""The row of a broker that answers with errors: each must be retried, or end the worker uncommitted."""

from __future__ import annotations

import asyncio
import signal
import time

from tests.faults.hop import hopping, judge_hop, preload, quiet, until_all
from tests.faults.mock import COMMIT, PRODUCE, mock_cluster
from tests.faults.stage import COMMIT_SECONDS, Ground
from tests.faults.verify import Verdict, Watch

__all__ = ["injected"]

WAVE = 500
ERRORS = ((PRODUCE, 29), (PRODUCE, 10), (PRODUCE, 87), (PRODUCE, 7), (PRODUCE, 6), (COMMIT, 22), (COMMIT, 25), (COMMIT, 27))
"""Not authorised, too large, invalid, timed out, not the leader; fenced generation, unknown member, rebalancing."""


async def injected(_ground: Ground, row: str) -> Verdict:
    """Send a wave of records for each error, which meets the wave on its way."""
    source, target, watch, began = f"{row}.in.v1", f"{row}.out.v1", Watch(), time.monotonic()
    with mock_cluster() as broker:
        for topic in (source, target):
            broker.topic(topic, 4)
        async with hopping(broker.bootstrap, row) as fleet:
            fleet.start()
            for number, (request, error) in enumerate(ERRORS):
                fleet.signal(0, signal.SIGSTOP)  # or the publisher would meet the error in its place
                await asyncio.to_thread(preload, broker.bootstrap, source, range(number * WAVE, (number + 1) * WAVE))
                broker.answer(request, [error] * 2)
                fleet.signal(0, signal.SIGCONT)
                await until_all(broker.bootstrap, target, (number + 1) * WAVE, watch)
                await asyncio.sleep(2 * COMMIT_SECONDS)  # a commit error needs a commit to meet
            await quiet(broker.bootstrap, target)
            return await judge_hop(row, broker.bootstrap, target, len(ERRORS) * WAVE, watch, fleet, began)
