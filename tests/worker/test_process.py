"""The worker's process ends with the exit code of the cause."""

from __future__ import annotations

from aiokafka.errors import KafkaTimeoutError

from streams.errors import BrokerDown, WorkerFailed
from streams.worker.process import exit_error


def test_a_silent_broker_has_the_exit_code_of_a_broker_that_is_down() -> None:
    assert isinstance(exit_error(ExceptionGroup("batches", [KafkaTimeoutError("40000 ms")])), BrokerDown)
    assert isinstance(exit_error(ExceptionGroup("batches", [KeyError("id")])), WorkerFailed)
