"""A worker that kills itself, hard, at a chosen moment: for the tests of faults alone.

hooked_worker.py acked     outputs are acknowledged, their batch is not committed yet
hooked_worker.py restore   a partition's state has been read in part
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable
from typing import Any

from streams.handler import Handler
from streams.settings import load
from streams.state.replay import Replay, StateRecord
from streams.worker import run

BATCHES = 12
"""Batches of any stage that go well before the worker dies."""

finish, feed = Handler._finish, Replay.feed
finished = 0


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def finish_and_die(self: Handler, *args: Any) -> None:
    global finished  # noqa: PLW0603  one process, one count
    await finish(self, *args)
    finished += 1
    if finished == BATCHES:
        die()


def feed_half_and_die(self: Replay, records: Iterable[StateRecord]) -> None:
    records = list(records)
    feed(self, records[: len(records) // 2])
    if records:
        die()


if __name__ == "__main__":
    if sys.argv[1] == "acked":
        Handler._finish = finish_and_die  # type: ignore[method-assign, assignment]
    else:
        Replay.feed = feed_half_and_die  # type: ignore[method-assign]
    run(load())
