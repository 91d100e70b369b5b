"""A worker that kills itself, hard, at a chosen moment: for the tests of faults alone.

hooked_worker.py acked     outputs are acknowledged, their batch is not committed yet
hooked_worker.py restore   a partition's state has been read in part
hooked_worker.py segfault TEXT   a record's value is TEXT
hooked_worker.py endless TEXT    a record's value is TEXT: a regular expression that never ends
hooked_worker.py slow COUNT      no moment: the first COUNT pages take 0.2 s each
"""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from agents.protocols import RawRecord, Received, Stage
from streams import handler
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


def segfault() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def hang() -> None:
    re.match(r"(a+)+$", "a" * 60 + "b")  # it keeps the interpreter lock all the while


def receive_slowly(pages: int) -> None:
    receive, left = handler.receive_all, pages

    def slow(stage: Stage, records: Sequence[RawRecord]) -> list[Received]:
        nonlocal left
        if stage.name == "split" and left > 0:
            time.sleep(0.2 * min(left, len(records)))
            left -= len(records)
        return receive(stage, records)

    handler.receive_all = slow


def receive_and(harm: Callable[[], None]) -> None:
    receive = handler.receive_all

    def harmful(stage: Stage, records: Sequence[RawRecord]) -> list[Received]:
        if any(record.value == sys.argv[2].encode() for record in records):
            harm()
        return receive(stage, records)

    handler.receive_all = harmful


if __name__ == "__main__":
    if sys.argv[1] == "acked":
        Handler._finish = finish_and_die  # type: ignore[method-assign, assignment]
    elif sys.argv[1] in {"segfault", "endless"}:
        receive_and(segfault if sys.argv[1] == "segfault" else hang)
    elif sys.argv[1] == "slow":
        receive_slowly(int(sys.argv[2]))
    else:
        Replay.feed = feed_half_and_die  # type: ignore[method-assign]
    run(load())
