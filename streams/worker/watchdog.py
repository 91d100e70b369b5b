"""Ends a worker that is alive but makes no progress.

A worker can hang in two ways, so there are two watches. A step that never returns blocks the event loop, and often the
interpreter lock. Then only faulthandler's own thread can act: it writes the stack of every thread, and ends the
process with exit code 1. If a batch is never acknowledged, or records are never fetched, the event loop is free. Then
the worker stops by itself with exit code 75.
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
"""A worker may make no progress for this many times `stall_seconds`, because a broker may pause for a minute."""


SESSIONS = 3
"""Sessions after which the group has replaced a member that is gone."""


@dataclass(slots=True)
class Watchdog:
    """Watches one worker. `idle_reason` returns why the worker may be idle now, or an empty text if it should work."""

    stall_seconds: float
    session_seconds: float
    consumer: BatchConsumer
    idle_reason: Callable[[], str]
    loop_delay: float = 0.0
    """By how many seconds the event loop was late at the last check."""

    async def watch(self) -> None:
        """Watch until cancelled. Raises WorkerStalled if records wait and no batch makes progress for too long.

        The event loop restarts faulthandler's timer every second. If the loop hangs, faulthandler ends the process.
        """
        progress = settled = now = time.monotonic()
        try:
            while True:
                faulthandler.dump_traceback_later(self.stall_seconds, exit=True)
                await asyncio.sleep(REARM_SECONDS)
                slept, now = now, time.monotonic()
                self.loop_delay = max(0.0, now - slept - REARM_SECONDS)
                idle = self.idle_reason()
                progress = max(progress, now if idle else self.consumer.last_progress(now))
                settled = settled if idle else now
                self._check(now - progress)
                self._check_group(idle, now - settled)
        finally:
            faulthandler.cancel_dump_traceback_later()

    def _check(self, stalled: float) -> None:
        if stalled > PATIENCE * self.stall_seconds:
            raise WorkerStalled(
                f"records wait, and no batch was finished for {stalled:.0f} s: check the broker with silkwire doctor; "
                f"SILKWIRE_STALL_SECONDS is {self.stall_seconds:g}"
            )

    def _check_group(self, idle: str, seconds: float) -> None:
        """Raise WorkerStalled if the worker waits for the group longer than any member of it may take.

        A member that hangs is ended by its own watchdog, and leaves the group one session later.
        """
        if idle and seconds > PATIENCE * self.stall_seconds + SESSIONS * self.session_seconds:
            raise WorkerStalled(f"{idle} for {seconds:.0f} s: look at the broker and at the other workers with silkwire doctor")
