"""The server.properties of a broker."""

import re

import pytest

from deploy.local.properties import BASE, Ports, render_properties

PORTS = Ports(client=21_001, controller=21_002)


def read(text: str) -> dict[str, str]:
    """Read properties as Java does: escapes are UTF-16 units, the first = ends the key."""

    def unescape(escaped: str) -> str:
        units = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), escaped)
        return units.encode("utf-16", "surrogatepass").decode("utf-16")

    pairs = (line.split("=", 1) for line in text.splitlines())
    return {unescape(key): unescape(value) for key, value in pairs}


def test_both_ports_are_in_the_properties_that_kafka_reads() -> None:
    properties = read(render_properties(PORTS, {}))
    assert properties["listeners"] == "PLAINTEXT://127.0.0.1:21001,CONTROLLER://127.0.0.1:21002"
    assert properties["advertised.listeners"] == "PLAINTEXT://127.0.0.1:21001"
    assert properties["controller.quorum.bootstrap.servers"] == "127.0.0.1:21002"


def test_an_override_can_add_a_listener() -> None:
    listeners = "PLAINTEXT://127.0.0.1:{port},PROXIED://127.0.0.1:9,CONTROLLER://127.0.0.1:{controller_port}"
    properties = read(render_properties(PORTS, {"listeners": listeners}))
    assert properties["listeners"].endswith(":21001,PROXIED://127.0.0.1:9,CONTROLLER://127.0.0.1:21002")


def test_overrides_replace_and_extend_the_defaults() -> None:
    properties = read(render_properties(PORTS, {"num.io.threads": "4", "log.segment.bytes": "1048576"}))
    assert (properties["num.io.threads"], properties["log.segment.bytes"]) == ("4", "1048576")
    assert properties.keys() == BASE.keys() | {"log.segment.bytes"}
    assert BASE["num.io.threads"] == "2"


@pytest.mark.parametrize("value", ["C:\\kafka\\data", "журнал", "two\nlines=1", "a\u20acb \U0001f4f0", "#!: ="])
def test_any_text_survives_javas_reading_of_it(value: str) -> None:
    assert read(render_properties(PORTS, {"an.odd = key": value}))["an.odd = key"] == value


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("broker.session.timeout.ms", "1000"),
        ("broker.heartbeat.interval.ms", "333"),
        ("group.initial.rebalance.delay.ms", "0"),
        ("auto.create.topics.enable", "false"),
        ("message.max.bytes", "16777216"),
        ("replica.fetch.max.bytes", "16777216"),
        ("offsets.topic.num.partitions", "5"),
    ],
)
def test_the_broker_is_quick_to_return_and_takes_large_pages(key: str, value: str) -> None:
    assert read(render_properties(PORTS, {}))[key] == value
