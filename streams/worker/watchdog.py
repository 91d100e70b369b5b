"""Ends a worker that is alive but not working, whatever it hangs in.

Two ways to hang, two watches. A step that never returns holds the event loop, and often the
interpreter lock: only faulthandler's own thread can still act, so it writes where every thread
stands and ends the process with 1. A batch that is never acknowledged, or records that are never
fetched, leave the loop free: the worker then stops by itself (exit 75).
"""

from __future__ import annotations

import asyncio
import faulthandler
import time
from collections.abc import Callable
from dataclasses import dataclass

from streams.errors import WorkerStalled
from streams.transport import BatchConsumer

__all__ = ["Watchdog"]

REARM_SECONDS = 1.0

PATIENCE = 4
"""A batch may rest for so many times the stall: a broker that pauses for a minute is no stall."""


@dataclass(slots=True)
class Watchdog:
    """Watches one worker; `waits` says why it need not work now, empty where it should."""

    stall_seconds: float
    consumer: BatchConsumer
    waits: Callable[[], str]
    loop_delay: float = 0.0
    """Seconds by which the event loop was late the last time."""

    async def watch(self) -> None:
        """Keep the loop's watch armed; raise WorkerStalled where batches no longer move."""
        moved = now = time.monotonic()
        try:
            while True:
                faulthandler.dump_traceback_later(self.stall_seconds, exit=True)
                await asyncio.sleep(REARM_SECONDS)
                slept, now = now, time.monotonic()
                self.loop_delay = max(0.0, now - slept - REARM_SECONDS)
                moved = max(moved, now if self.waits() else self.consumer.moved_at(now))
                self._judge(now - moved)
        finally:
            faulthandler.cancel_dump_traceback_later()

    def _judge(self, still: float) -> None:
        if still > PATIENCE * self.stall_seconds:
            raise WorkerStalled(
                f"no batch was finished for {still:.0f} s though records wait: look at the broker's health; "
                f"SILKWIRE_STALL_SECONDS is {self.stall_seconds:g}"
            )
