"""One worker in a separate process, which nobody starts again: how it ends, and what it says."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO

from streams.settings import Settings
from tests.support.processes import child

__all__ = ["Solo", "solo"]

END_SECONDS = 90
POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Solo:
    """A worker's process, and what it has said."""

    process: subprocess.Popen[bytes]
    log: IO[bytes]

    def said(self) -> str:
        """Return what the worker has said so far."""
        number = self.log.fileno()
        return os.pread(number, os.fstat(number).st_size, 0).decode("utf-8", "replace")  # a seek would move the worker's, too

    async def is_ready(self) -> bool:
        """Return whether the worker has said that it has its partitions."""
        return "ready: " in self.said()

    async def ended(self) -> int:
        """Wait until the worker has ended; return its exit code. AssertionError where it does not end."""
        try:
            async with asyncio.timeout(END_SECONDS):
                while self.process.poll() is None:
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            raise AssertionError(f"the worker goes on after {END_SECONDS} s: {self.said()}") from None
        return int(self.process.returncode)

    async def ends_with(self, code: int) -> str:
        """Wait until the worker has ended by itself; return what it said. AssertionError where the exit code is another."""
        ended = await self.ended()
        assert ended == code, f"the worker ended with {ended}, not {code}: {self.said()}"
        return self.said()

    async def stop(self) -> None:
        """Stop the worker with SIGTERM; AssertionError where it does not end well."""
        self.process.terminate()
        await self.ends_with(0)


@contextmanager
def solo(command: Sequence[str], settings: Settings) -> Iterator[Solo]:
    """Run a worker until the block ends."""
    with (
        TemporaryFile() as log,
        child(command, settings.environment(), stdout=log.fileno(), stderr=subprocess.STDOUT) as process,
    ):
        yield Solo(process, log)
