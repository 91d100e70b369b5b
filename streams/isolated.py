"""Runs a function in a separate process. If that process crashes or hangs, the calling process goes on."""

from __future__ import annotations

import asyncio
import faulthandler
import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, TypeVar

from agents.runner import receive_all
from agents.stage import AnyStage, RawRecord, Record, Result

if TYPE_CHECKING:
    from streams.transport import PartitionBatch

__all__ = ["ProcessEnded", "ends_its_process", "run_isolated", "step_alone"]

T = TypeVar("T")

ORPHAN_SECONDS = 5.0
"""How long a separate process goes on after its time, if the process that started it was killed."""


EXCEPTION = 1
"""Exit code of a process that ends by an exception of Python."""


class ProcessEnded(Exception):  # noqa: N818  an expected result of what was run
    """The separate process ended, or was killed, before the function returned.

    `exit_code` is that of the process, negative for a signal; None if the function took too long.
    """

    def __init__(self, why: str, exit_code: int | None = None) -> None:
        super().__init__(why)
        self.exit_code = exit_code


def run_isolated(function: Callable[..., T], *arguments: object, seconds: float) -> T:
    """Run the function in a separate process, and return its result.

    Raises ProcessEnded if the process ends before the function returns, or if the function takes longer
    than `seconds`. The process is spawned as a new interpreter, so the function, its arguments and its
    result are pickled.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send_result, args=(sender, seconds + ORPHAN_SECONDS, function, arguments), daemon=True)
    process.start()
    sender.close()
    try:
        if not receiver.poll(seconds):
            raise ProcessEnded(f"it took longer than {seconds:g} s")
        result: T = receiver.recv()
    except EOFError:
        process.join()
        raise ProcessEnded(f"it ended its process with {process.exitcode}", process.exitcode) from None
    finally:
        process.kill()
        process.join()
        receiver.close()
    return result


def _send_result(pipe: Connection, seconds: float, function: Callable[..., Any], arguments: tuple[object, ...]) -> None:
    for stop in (signal.SIGINT, signal.SIGTERM):  # they may be sent to all processes of a worker, which decides for all
        signal.signal(stop, signal.SIG_IGN)
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123  faulthandler keeps the file's number
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        pipe.send(function(*arguments))
        faulthandler.cancel_dump_traceback_later()


async def ends_its_process(stage: str, seconds: float, batch: PartitionBatch) -> bool:
    """Return whether the first record of a batch crashes or hangs a separate process, in which the stage tries it.

    An exception of Python is no crash: the stage rejects the record for it. Neither is a process that cannot start.
    """
    at = batch.records[0]
    record = Record(at.topic, at.partition, at.offset, at.timestamp, at.key, at.value, tuple(at.headers))
    try:
        await asyncio.to_thread(run_isolated, _step_by_name, stage, record, seconds=seconds)
    except ProcessEnded as end:
        return end.exit_code != EXCEPTION
    except OSError:
        return False
    return False


def _step_by_name(name: str, record: RawRecord) -> None:
    """Try a record on the stage with this name. This runs in the separate process, which loads the stages."""
    from streams.stages import stage_named  # noqa: PLC0415  the parent passes a name, as a stage cannot be pickled

    step_alone(stage_named(name), record)


def step_alone(stage: AnyStage, record: RawRecord) -> Result:
    """Return what a stage gives for a single record, with an empty state."""
    return stage.step(receive_all(stage, [record]), stage.new_state() if stage.new_state else None)
