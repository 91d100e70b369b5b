"""Writes the text of Kafka's server.properties."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from deploy.local.ports import HOST

DATA_DIRECTORY = "data"  # relative: the JVM runs in the broker's directory

# One broker that is its own controller; small enough for a laptop, and fast to start and stop.
BASE: Mapping[str, str] = MappingProxyType(
    {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.bootstrap.servers": f"{HOST}:{{controller_port}}",
        "listeners": f"PLAINTEXT://{HOST}:{{port}},CONTROLLER://{HOST}:{{controller_port}}",
        "advertised.listeners": f"PLAINTEXT://{HOST}:{{port}}",
        "inter.broker.listener.name": "PLAINTEXT",
        "controller.listener.names": "CONTROLLER",
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
        "log.dirs": DATA_DIRECTORY,
        "auto.create.topics.enable": "false",
        "message.max.bytes": "16777216",
        "replica.fetch.max.bytes": "16777216",
        "offsets.topic.replication.factor": "1",
        "offsets.topic.num.partitions": "5",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "transaction.state.log.num.partitions": "5",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        "share.coordinator.state.topic.num.partitions": "5",
        "group.initial.rebalance.delay.ms": "0",  # 3 s by default, on every first join
        # A killed broker is back after 2 s. With the default session of 9 s, it is back after 11 s.
        "broker.session.timeout.ms": "1000",
        "broker.heartbeat.interval.ms": "333",
        # The cleaner's default of 128 MB does not fit the heap: OutOfMemoryError at start.
        "log.cleaner.dedupe.buffer.size": "2097152",
        "num.network.threads": "2",
        "num.io.threads": "2",
        "num.recovery.threads.per.data.dir": "1",
    }
)


@dataclass(frozen=True, slots=True)
class Ports:
    """The two ports of a broker: for clients, and for its controller."""

    client: int
    controller: int


def render_properties(ports: Ports, overrides: Mapping[str, str]) -> str:
    """Return the text of server.properties: the defaults in BASE, changed or extended by `overrides`.

    `{port}` and `{controller_port}` in values are replaced by the port numbers.
    """
    merged = {**BASE, **overrides}
    return "".join(f"{_escape(key, ' =:#!')}={_escape(_fill(merged[key], ports))}\n" for key in merged)


def _fill(value: str, ports: Ports) -> str:
    return value.replace("{port}", str(ports.client)).replace("{controller_port}", str(ports.controller))


def _escape(text: str, special: str = "") -> str:
    # Java reads properties as Latin-1, and a backslash as an escape.
    return "".join(c if " " < c <= "~" and c not in "\\" + special else _unicode(c) for c in text)


def _unicode(character: str) -> str:
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))
