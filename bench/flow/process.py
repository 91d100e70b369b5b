"""A worker process that is started, measured from outside, and stopped."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from bench.child import ROOT, Failed
from streams.settings import Settings

__all__ = ["RunningWorker", "running_worker"]

READY_SECONDS = 60
STOP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class RunningWorker:
    """A worker process that is ready. `ready_seconds` is the time that it took to become ready."""

    process: subprocess.Popen[bytes]
    log: IO[bytes]
    ready_seconds: float

    def check(self) -> None:
        """Raise Failed, with the last lines of the worker's log, if the worker has ended."""
        _check(self.process, self.log)

    def rss_bytes(self) -> int | None:
        """Return the peak memory of the process in bytes, or None on systems other than Linux."""
        status = Path(f"/proc/{self.process.pid}/status")
        lines = status.read_text("ascii").splitlines() if status.exists() else []
        return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), None)

    def cpu_seconds(self) -> float | None:
        """Return the CPU time of all threads so far, or None on systems other than Linux."""
        stat = Path(f"/proc/{self.process.pid}/stat")
        if not stat.exists():
            return None
        user, system = stat.read_text("utf-8").rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running_worker(settings: Settings) -> Iterator[RunningWorker]:
    """Start `silkwire worker`, yield it when /readyz answers 200, and stop it at the end of the block.

    Raise Failed if the worker ends, or is not ready in time.
    """
    variables = settings.environment()
    with TemporaryFile() as log:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "streams", "worker"], cwd=ROOT, env={**os.environ, **variables}, stdout=log, stderr=log
        )
        try:
            _await_ready(process, log, f"http://{settings.http_host}:{settings.http_port}/readyz")
            yield RunningWorker(process, log, time.perf_counter() - started)
        finally:
            _stop(process)


def _await_ready(process: subprocess.Popen[bytes], log: IO[bytes], url: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not _answers(url):
        _check(process, log)
        if time.monotonic() > deadline:
            raise Failed(f"the worker was not ready within {READY_SECONDS} s: {_last_words(log)}")
        time.sleep(0.02)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _check(process: subprocess.Popen[bytes], log: IO[bytes]) -> None:
    if process.poll() is not None:
        raise Failed(f"the worker ended with code {process.returncode}: {_last_words(log)}")


def _last_words(log: IO[bytes]) -> str:
    log.seek(0)
    return " | ".join(log.read().decode("utf-8", "replace").splitlines()[-3:])


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
