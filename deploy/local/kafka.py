"""The embedded Kafka: a real broker as a context manager."""

import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.local.aot_cache import open_start_cache
from deploy.local.broker import Broker, Setup, launch
from deploy.local.directories import cache_directory, require_space
from deploy.local.errors import LocalKafkaError, PortTaken, disk_errors_named
from deploy.local.jars import install_jars
from deploy.local.java import Java, find_java
from deploy.local.ports import HOST, free_port, require_free
from deploy.local.progress import Progress, silent
from deploy.local.properties import Ports

_PORT_TRIES = 3


class LocalKafka:
    """A one-node Apache Kafka on this machine. The broker ends when this process ends.

    A start that fails raises a LocalKafkaError that says what to do. One object must not be used
    by several threads at once. Any number of brokers can run together, each in its own directory.
    """

    def __init__(
        self,
        directory: Path | None = None,
        *,
        port: int | None = None,
        properties: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Describe a broker. Only `start` creates files and processes.

        The broker keeps its data in `directory`. Without `directory`, a temporary directory exists
        until `stop`. Without `port`, the first start chooses a free port, and later starts use the
        same port. `properties` override the defaults in properties.py. `{port}` and
        `{controller_port}` in their values are replaced by the port numbers.
        """
        self._directory = directory.absolute() if directory else None
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._port = port
        self._properties = dict(properties or {})
        self._progress = progress or silent
        self._broker: Broker | None = None

    @property
    def bootstrap(self) -> str:
        """Return the address for clients, `127.0.0.1:PORT`."""
        if self._port is None:
            raise LocalKafkaError("The port is chosen by the first start: call start() before asking for it.")
        return f"{HOST}:{self._port}"

    @property
    def pid(self) -> int:
        """Return the JVM's process id."""
        if self._broker is None:
            raise LocalKafkaError("Kafka is not running: call start() first.")
        return self._broker.process.pid

    @property
    def running(self) -> bool:
        """Return whether the broker was started and has not ended since."""
        return self._broker is not None and self._broker.running

    def start(self) -> None:
        """Start the broker, and return once it answers. Do nothing if the broker runs already."""
        if self.running:
            return
        self.kill()
        if self._port is not None:
            require_free(self._port)
        directory = self._prepared_directory()
        java = Java(find_java(), tuple(install_jars(self._progress)))
        self._broker = self._launch(java, directory)
        self._port = self._broker.setup.ports.client

    def stop(self) -> None:
        """Stop the broker, cleanly if possible. Remove the data directory if it is a temporary one."""
        broker, self._broker = self._broker, None
        if broker is not None:
            broker.stop(self._progress)
        if self._temporary is not None:
            self._temporary.cleanup()
            self._temporary = None

    def kill(self) -> None:
        """End the broker at once, like a power cut. The data stays for the next start."""
        broker, self._broker = self._broker, None
        if broker is not None:
            broker.kill()

    def __enter__(self) -> Self:
        with ExitStack() as undo:
            undo.callback(self.stop)
            self.start()
            undo.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def _prepared_directory(self) -> Path:
        if self._directory is not None:
            with disk_errors_named(self._directory):
                self._directory.mkdir(parents=True, exist_ok=True)
            directory = self._directory
        else:
            self._temporary = self._temporary or tempfile.TemporaryDirectory(prefix="silkwire-kafka-", ignore_cleanup_errors=True)
            directory = Path(self._temporary.name)
        require_space(directory)
        return directory

    def _launch(self, java: Java, directory: Path) -> Broker:
        for _ in range(_PORT_TRIES - 1):
            try:
                return self._launch_once(java, directory)
            except PortTaken:  # another program took the port between the check and Kafka's bind
                continue
        return self._launch_once(java, directory)

    def _launch_once(self, java: Java, directory: Path) -> Broker:
        client = self._port if self._port is not None else free_port()
        ports = Ports(client, free_port(without=frozenset({client})))
        cache = open_start_cache(cache_directory(), java)
        setup = Setup(java, cache, directory, ports, self._properties, scratch=self._temporary is not None)
        return launch(setup, self._progress)
