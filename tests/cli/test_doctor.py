"""`silkwire doctor` without a broker."""

from __future__ import annotations

from deploy.local.ports import free_port
from tests.cli.command import silkwire


def test_without_a_broker_the_doctor_still_checks_the_machine() -> None:
    done = silkwire("doctor", "--brokers", f"127.0.0.1:{free_port()}", COLUMNS="160")
    assert done.returncode == 80
    assert b"no Kafka broker answers" in done.stdout
    assert b"silkwire up" in done.stdout
    assert b"jars of the lock" in done.stdout
    assert b"need work: broker" in done.stderr
