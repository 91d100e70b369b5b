"""`silkwire doctor` without a broker."""

from __future__ import annotations

from tests.support.cli import silkwire
from tests.support.ports import dead_address


def test_without_a_broker_the_doctor_still_checks_the_machine() -> None:
    with dead_address() as address:
        done = silkwire("doctor", "--brokers", address, COLUMNS="160")
    assert done.returncode == 80
    assert b"no Kafka broker answers" in done.stdout
    assert b"silkwire up" in done.stdout
    assert b"jars of the lock" in done.stdout
    assert b"need work: broker" in done.stderr
