"""A function that hangs is ended with its process."""

from __future__ import annotations

import os
import signal
import time

import pytest
from faust.types import TP

from agents.stage import Record
from streams.isolated import ProcessEnded, ends_its_process, run_isolated
from streams.transport import PartitionBatch


def test_a_function_that_hangs_is_ended() -> None:
    with pytest.raises(ProcessEnded, match=r"longer than 0\.2 s"):
        run_isolated(time.sleep, 60, seconds=0.2)


@pytest.mark.parametrize(("value", "ends"), [(b"a page", False), (b"", False)])
async def test_a_record_that_passes_or_is_rejected_ends_no_process(value: bytes, ends: bool) -> None:
    batch = PartitionBatch(TP("pages", 0), [Record("pages", 0, 0, 0, None, value)], 1, None, lambda _: None)
    assert await ends_its_process("split", 120, batch) == ends


def stop_and_go_on(number: int) -> int:
    os.kill(os.getpid(), number)
    return number


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_that_stops_the_worker_does_not_end_the_separate_process(number: int) -> None:
    assert run_isolated(stop_and_go_on, number, seconds=120) == number


async def test_an_exception_of_python_is_no_crash() -> None:
    batch = PartitionBatch(TP("pages", 0), [Record("pages", 0, 0, 0, None, b"a page")], 1, None, lambda _: None)
    assert not await ends_its_process("no such stage", 120, batch)


async def test_a_record_that_takes_too_long_ends_its_process() -> None:
    batch = PartitionBatch(TP("pages", 0), [Record("pages", 0, 0, 0, None, b"a page")], 1, None, lambda _: None)
    assert await ends_its_process("split", 0.01, batch)
