"""The log of a broker explains why it did not start."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.local import DiskFull, KafkaDidNotStart, LocalKafkaError, PortTaken
from deploy.local.broker_log import BrokerLog


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("java.net.BindException: Address already in use", PortTaken),
        ("java.io.IOException: No space left on device", DiskFull),
        ("ConfigException: Invalid value none for num.io.threads", KafkaDidNotStart),
    ],
)
def test_the_log_decides_the_error(tmp_path: Path, line: str, error: type[LocalKafkaError]) -> None:
    path = tmp_path / "broker.log"
    path.write_text("an earlier start\n")
    log = BrokerLog.open(path)
    with path.open("a") as file:
        file.write("WARN something\n" * 40 + line + "\n")
    failure = log.failure("Kafka ended.")
    assert type(failure) is error


def test_the_error_holds_the_end_of_the_log_of_this_start(tmp_path: Path) -> None:
    path = tmp_path / "broker.log"
    path.write_text("an earlier start\n")
    log = BrokerLog.open(path)
    with path.open("a") as file:
        file.write("the cause\n")
    failure = log.failure("Kafka ended.")
    assert isinstance(failure, KafkaDidNotStart)
    assert failure.log_tail == "the cause"
    assert str(failure) == f"Kafka ended. The last lines of {path} say why:\nthe cause"
