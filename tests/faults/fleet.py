"""Worker processes under a supervisor that starts again what ended by itself."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from streams.settings import Settings
from tests.support import ROOT

__all__ = ["WORKER", "Fleet", "most_resident"]

POLL_SECONDS = 0.1
STOP_SECONDS = 30.0
WORKER = ("-m", "streams", "worker")


@dataclass(slots=True)
class Fleet:
    """Workers by number; each runs `python COMMAND` with the run's settings."""

    settings: Settings
    command: tuple[str, ...] = WORKER
    ports: dict[int, int] = field(default_factory=dict)
    """Ports of /metrics by number of the worker; others take a free one."""
    restarts: int = 0
    peak_bytes: int = 0
    longest_stop: float = 0.0
    codes: list[int] = field(default_factory=list)
    """Exit codes of workers that ended by themselves."""
    log: IO[bytes] = field(default_factory=TemporaryFile)
    _workers: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, number: int = 0, *command: str) -> None:
        """Start a worker; `command` in place of the fleet's, this time only."""
        line = [sys.executable, *(command or self.command)]
        own = self.settings.model_copy(update={"http_port": self.ports.get(number, 0)})
        environment = {**os.environ, **own.environment(), "PYTHONPATH": str(ROOT)}
        self._workers[number] = subprocess.Popen(line, env=environment, stdout=self.log, stderr=self.log)

    def signal(self, number: int, what: int) -> None:
        """Send a signal to a worker that lives."""
        if self._workers[number].poll() is None:
            self._workers[number].send_signal(what)

    async def kill(self, number: int = 0) -> None:
        """End a worker with SIGKILL."""
        worker = self._workers.pop(number)
        worker.kill()
        await asyncio.to_thread(worker.wait)

    async def stop(self, number: int = 0) -> None:
        """End a worker with SIGTERM; it must end well, and in time."""
        worker, asked = self._workers.pop(number), time.monotonic()
        worker.send_signal(signal.SIGTERM)
        try:
            code = await asyncio.to_thread(worker.wait, STOP_SECONDS)
        except subprocess.TimeoutExpired:
            worker.kill()
            code = -signal.SIGKILL
        self.codes += [code] if code else []
        self.longest_stop = max(self.longest_stop, time.monotonic() - asked)

    async def ended(self, number: int = 0, seconds: float = 60) -> int:
        """Wait until a worker has ended by itself; return its code. AssertionError where it goes on."""
        worker = self._workers.pop(number)
        try:
            return await asyncio.to_thread(worker.wait, seconds)
        except subprocess.TimeoutExpired:
            worker.kill()
            raise AssertionError(f"worker {number} goes on after {seconds:.0f} s") from None

    async def supervise(self) -> None:
        """Start again what ended by itself, until cancelled; note how much memory each held."""
        while True:
            for number, worker in list(self._workers.items()):
                self.peak_bytes = max(self.peak_bytes, most_resident(worker.pid))
                code = worker.poll()
                if code is not None:
                    self.codes.append(code)
                    self.restarts += 1
                    self.start(number)
            await asyncio.sleep(POLL_SECONDS)

    def close(self) -> None:
        """Kill what is left, and forget what it logged."""
        for worker in self._workers.values():
            worker.kill()
            worker.wait()
        self._workers.clear()
        self.log.close()

    def last_words(self) -> str:
        """Return the end of what the workers have logged."""
        self.log.seek(0)
        return self.log.read().decode("utf-8", "replace")[-2000:]


def most_resident(pid: int) -> int:
    """Return the most memory a process has held so far, in bytes; 0 where the system does not say."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)
