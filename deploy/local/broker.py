"""Starts a broker and waits until it answers."""

import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from deploy.local.aot_cache import StartCache
from deploy.local.broker_log import BrokerLog
from deploy.local.errors import disk_errors_named
from deploy.local.java import SERVER, Java
from deploy.local.probe import answers
from deploy.local.process import GuardedProcess
from deploy.local.progress import Progress
from deploy.local.properties import Ports, render_properties
from deploy.local.storage import PROPERTIES_FILE, format_once

_START_SECONDS = 60.0  # measured: 0.9 s warm and 2.6 s cold, on two idle cores
_POLL_SECONDS = 0.02
_STOP_SECONDS = 10.0  # measured: 0.2-0.4 s
_STOP_AND_WRITE_CACHE_SECONDS = 30.0  # measured: 8 s


@dataclass(frozen=True, slots=True)
class Setup:
    """What a broker needs to start. If `scratch` is true, `directory` is removed when this process dies."""

    java: Java
    cache: StartCache
    directory: Path
    ports: Ports
    properties: Mapping[str, str]
    scratch: bool


@dataclass(frozen=True, slots=True)
class Broker:
    """A broker that was started. Its process may have ended since."""

    setup: Setup
    process: GuardedProcess

    @property
    def running(self) -> bool:
        """Return whether the broker's JVM still runs."""
        return self.process.exit_code is None

    def stop(self, progress: Progress) -> None:
        """End the broker cleanly. If the broker writes the start-up cache, this takes about 8 s longer."""
        cache, clean = self.setup.cache, False
        try:
            if cache.partial is None:
                self.process.stop(_STOP_SECONDS)
            else:
                progress(0, 1, "saving a start-up cache, once")
                clean = self.process.stop(_STOP_AND_WRITE_CACHE_SECONDS)
                progress(1, 1, "saving a start-up cache, once")
        finally:
            if clean:
                cache.publish(self.setup.java)
            cache.discard()

    def kill(self) -> None:
        """End the broker at once, like a power cut."""
        self.process.kill()
        self.setup.cache.discard()


def launch(setup: Setup, progress: Progress) -> Broker:
    """Format the data directory if needed, start the broker, and return it once it answers.

    Raises LocalKafkaError if a step fails; the broker's process is then killed.
    """
    with ExitStack() as undo, disk_errors_named(setup.directory):
        undo.callback(setup.cache.discard)
        log = BrokerLog.open(setup.directory / "broker.log")
        text = render_properties(setup.ports, setup.properties)
        (setup.directory / PROPERTIES_FILE).write_text(text, encoding="ascii")
        progress(0, 2, "formatting the data directory")
        format_once(setup.java, setup.cache.read_flags, setup.directory, log)
        progress(1, 2, "starting Kafka")
        process = _start(setup, log)
        undo.callback(process.kill)
        _wait_until_ready(process, setup.ports.client, log)
        undo.pop_all()
    progress(2, 2, "Kafka is ready")
    return Broker(setup, process)


def _start(setup: Setup, log: BrokerLog) -> GuardedProcess:
    command = setup.java.command(SERVER, [PROPERTIES_FILE], setup.cache.broker_flags)
    return GuardedProcess(command, setup.directory, log.path, setup.directory if setup.scratch else None)


def _wait_until_ready(process: GuardedProcess, port: int, log: BrokerLog) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not answers(port):
        if process.ends_within(_POLL_SECONDS):
            raise log.failure(f"Kafka ended (exit code {process.exit_code}) before it answered.")
        if time.monotonic() > deadline:
            raise log.failure(f"Kafka did not answer within {_START_SECONDS:.0f} s.")
