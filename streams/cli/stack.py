"""Runs a whole silkwire on this machine: an embedded broker, the topics, and one worker process."""

from __future__ import annotations

import asyncio
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
from tempfile import TemporaryDirectory

import typer
from rich.progress import Progress

from deploy.local import LocalKafka, LocalKafkaError
from deploy.local.ports import free_port
from streams.cli.console import out, remarks
from streams.errors import ExitError
from streams.kafka.admin import admin
from streams.kafka.topics import apply_topics
from streams.settings import Settings, load

__all__ = ["Stack", "running_stack", "wait_for_ctrl_c"]

READY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Stack:
    """A running silkwire: its settings, the process of its worker, and the log file of the worker."""

    settings: Settings
    worker: subprocess.Popen[bytes]
    log: Path

    @property
    def metrics(self) -> str:
        """Return the URL of the worker's metrics."""
        return f"http://{self.settings.http_host}:{self.settings.http_port}/metrics"

    def check(self) -> None:
        """Raise ExitError if the worker has ended. The error has the last lines of the worker's log."""
        if self.worker.poll() is not None:
            last = self.log.read_text("utf-8", "replace").strip().splitlines()[-3:]
            raise ExitError(f"the worker ended with code {self.worker.returncode}: {' | '.join(last)}")


@contextmanager
def running_stack(data: Path | None, port: int | None, http_port: int | None) -> Iterator[Stack]:
    """Start a broker, create the topics, and start a worker. Stop worker and broker at the end, also after an error.

    If `data` is None, Kafka's data is in a temporary directory that is removed at the end. If a port is None, a
    free port is chosen.
    """
    with TemporaryDirectory(prefix="silkwire-") as scratch, _broker(data, port) as brokers:
        settings = load(brokers=brokers, http_port=http_port or free_port())
        asyncio.run(_apply(settings))
        log = (data or Path(scratch)) / "worker.log"
        with log.open("ab") as file, _worker(settings, file.fileno()) as process:
            stack = Stack(settings, process, log)
            _await_ready(stack)
            yield stack


@contextmanager
def _broker(data: Path | None, port: int | None) -> Iterator[str]:
    with Progress(console=remarks, transient=True) as bar:
        task = bar.add_task("starting Kafka", total=None)
        kafka = LocalKafka(
            data, port=port, progress=lambda done, total, what: bar.update(task, completed=done, total=total, description=what)
        )
        try:
            kafka.start()
        except LocalKafkaError as error:
            raise ExitError(str(error)) from None
    try:
        yield kafka.bootstrap
    finally:
        kafka.stop()


async def _apply(settings: Settings) -> None:
    async with admin(settings) as client:
        await apply_topics(client, settings)


@contextmanager
def _worker(settings: Settings, log: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "streams", "worker"], env={**os.environ, **settings.environment()}, stdout=log, stderr=log
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await_ready(stack: Stack) -> None:
    url = stack.metrics.replace("/metrics", "/readyz")
    deadline = time.monotonic() + READY_SECONDS
    with remarks.status("starting the worker"):
        while not _answers(url):
            stack.check()
            if time.monotonic() > deadline:
                raise ExitError(f"the worker was not ready within {READY_SECONDS} s; its log: {stack.log}")
            time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  the worker's address
            return bool(answer.status == 200)  # noqa: PLR2004  HTTP's OK
    except (urllib.error.URLError, OSError):
        return False


def wait_for_ctrl_c(stack: Stack, *lines: str) -> None:
    """Print the lines, wait for Ctrl-C, and then end the command.

    Raises ExitError if the worker ends before Ctrl-C.
    """
    try:
        for line in lines:  # a reader of the last line may press Ctrl-C at once
            out.print(line, soft_wrap=True)
        while True:
            stack.check()
            time.sleep(0.5)
    except KeyboardInterrupt:
        remarks.print("stopping")
        raise typer.Exit from None
