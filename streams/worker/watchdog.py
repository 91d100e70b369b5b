"""Ends a worker that is alive but does not work.

There are two ways to hang, so there are two watches. A step that never returns holds the event loop, and often the
interpreter lock. Only faulthandler's own thread can still act: it writes the stack of every thread and ends the
process with 1. A batch that is never acknowledged, or records that are never fetched, leave the loop free. Then the
worker stops by itself (exit 75).
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
"""A batch may wait this many times the stall: a broker that pauses for a minute is no stall."""


@dataclass(slots=True)
class Watchdog:
    """Watches one worker; `idle_reason` returns why it need not work now, empty if it should work."""

    stall_seconds: float
    consumer: BatchConsumer
    idle_reason: Callable[[], str]
    loop_delay: float = 0.0
    """By how many seconds the event loop was late the last time."""

    async def watch(self) -> None:
        """Keep the watch of the loop armed; raise WorkerStalled if no batch makes progress."""
        progress = now = time.monotonic()
        try:
            while True:
                faulthandler.dump_traceback_later(self.stall_seconds, exit=True)
                await asyncio.sleep(REARM_SECONDS)
                slept, now = now, time.monotonic()
                self.loop_delay = max(0.0, now - slept - REARM_SECONDS)
                progress = max(progress, now if self.idle_reason() else self.consumer.last_progress(now))
                self._check(now - progress)
        finally:
            faulthandler.cancel_dump_traceback_later()

    def _check(self, stalled: float) -> None:
        if stalled > PATIENCE * self.stall_seconds:
            raise WorkerStalled(
                f"records wait, and no batch was finished for {stalled:.0f} s: check the broker with silkwire doctor; "
                f"SILKWIRE_STALL_SECONDS is {self.stall_seconds:g}"
            )
