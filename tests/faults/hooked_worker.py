"""A worker that harms itself at a chosen moment: for the tests of faults alone.

    hooked_worker.py HOOK [ARGUMENT [MUTANT]]

acked          killed when outputs are acknowledged and their batch is not committed yet
rows           killed when state rows are with the broker and their outputs are not
restore        killed when a partition's state has been read in part
segfault TEXT  a record whose value is TEXT ends the process
endless TEXT   a record whose value is TEXT is never done with, in C code that holds the interpreter
slow COUNT     the first COUNT pages take 0.2 s each
drag           every batch of every stage takes 50 ms more
lose           every fifth fetch is taken and given to nobody, as where a rebalance has stopped who waits for it
fenced         a fenced worker's checkpoint lands between two record batches with rows of one batch
partly SIZE    before the first state rows are sent, the broker refuses record batches of more than SIZE bytes
hold           the first rates are held back for a second before they are sent
half           killed when some state rows of a batch are with the broker, and the others are not
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from typing import Any

from aiokafka import AIOKafkaProducer

from agents.runner import receive_all
from agents.stage import AnyStage, RawRecord, Received, Undecoded
from streams import handler, isolated
from streams.handler import Handler
from streams.settings import load
from streams.state.restore import Restorer, StateRecord
from streams.transport import BatchConsumer, BatchProducer, Sent, WireRecord
from streams.worker.process import run
from tests.faults.between import Place, before_first_rows, between_record_batches, fenced_bytes, lower_limit, send_as_another
from tests.faults.mutants import MUTANTS

BATCHES = 12
"""Batches of any stage that go well before the worker dies."""


def die(how: signal.Signals = signal.SIGKILL) -> None:
    os.kill(os.getpid(), how)


def acked() -> None:
    finish, finished = Handler._finish, count(1)

    async def finish_and_die(self: Handler, *args: Any) -> None:
        await finish(self, *args)
        if next(finished) == BATCHES:
            die()

    Handler._finish = finish_and_die  # type: ignore[method-assign, assignment]


def rows() -> None:
    put, puts = BatchProducer.put, count(1)

    async def put_rows_and_die(self: BatchProducer, records: Iterable[WireRecord], generation: int) -> Sent:
        records = list(records)
        state = [record for record in records if ".state." in record[0]]
        if state and next(puts) == BATCHES:
            await self.delivered(await put(self, state, generation))
            die()
        return await put(self, records, generation)

    BatchProducer.put = put_rows_and_die  # type: ignore[method-assign]


def restore() -> None:
    feed = Restorer.feed

    def feed_half_and_die(self: Restorer, records: Iterable[StateRecord]) -> None:
        records = list(records)
        feed(self, records[: len(records) // 2])
        if records:
            die()

    Restorer.feed = feed_half_and_die  # type: ignore[method-assign]


def receive_and(harm: Callable[[AnyStage, Sequence[RawRecord]], object]) -> None:
    receive = receive_all

    def harmful(stage: AnyStage, records: Sequence[RawRecord]) -> list[Received[Any] | Undecoded]:
        harm(stage, records)
        return receive(stage, records)

    for module in (handler, isolated):
        vars(module)["receive_all"] = harmful


def on_text(text: str, harm: Callable[[], object]) -> None:
    receive_and(lambda _, records: harm() if any(record.value == text.encode() for record in records) else None)


def hang() -> None:
    re.match(r"(a+)+$", "a" * 60 + "b")


def slow(pages: int) -> None:
    left = pages

    def rest(stage: AnyStage, records: Sequence[RawRecord]) -> None:
        nonlocal left
        if stage.name == "split" and left > 0:
            time.sleep(0.2 * min(left, len(records)))
            left -= len(records)

    receive_and(rest)


def drag() -> None:
    receive_and(lambda *_: time.sleep(0.05))


def lose() -> None:
    getmany, fetches = BatchConsumer._getmany, count(1)

    async def four_of_five(self: BatchConsumer, *args: Any, **kwargs: Any) -> Mapping[Any, Any]:
        fetched = await getmany(self, *args, **kwargs)
        return {} if fetched and next(fetches) % 5 == 0 else fetched

    BatchConsumer._getmany = four_of_five  # type: ignore[method-assign, assignment]


def fenced() -> None:
    numbers = count()

    async def write_as_another(place: Place, batch: list[WireRecord], there: int) -> None:
        records = fenced_bytes(batch, there)
        late = records if next(numbers) % 2 == 0 else records[-1:]  # its rows came in time, and its checkpoint did not
        await send_as_another(place, late)
        print("a fenced worker's checkpoint", place, len(late), flush=True)

    between_record_batches(write_as_another)


def hold() -> None:
    send_batch, numbers = AIOKafkaProducer.send_batch, count()

    async def send_later(self: AIOKafkaProducer, batch: Any, topic: str, *, partition: int) -> Any:
        if "fx.rates." in topic and next(numbers) == 0:
            print("held back: rates", flush=True)
            await asyncio.sleep(1)
        return await send_batch(self, batch, topic, partition=partition)

    AIOKafkaProducer.send_batch = send_later


def half() -> None:
    async def die_between(*_: object) -> None:
        die()
        await asyncio.sleep(60)

    between_record_batches(die_between)


HOOKS: dict[str, Callable[[str], None]] = {
    "acked": lambda _: acked(),
    "rows": lambda _: rows(),
    "restore": lambda _: restore(),
    "segfault": lambda text: on_text(text, lambda: die(signal.SIGSEGV)),
    "endless": lambda text: on_text(text, hang),
    "slow": lambda pages: slow(int(pages)),
    "drag": lambda _: drag(),
    "lose": lambda _: lose(),
    "fenced": lambda _: fenced(),
    "hold": lambda _: hold(),
    "half": lambda _: half(),
    "partly": lambda size: before_first_rows(lambda topic: lower_limit(topic, int(size))),
}

if __name__ in {"__main__", "__mp_main__"}:  # the second: in a process in which the worker tries a suspect record
    HOOKS[sys.argv[1]](sys.argv[2] if len(sys.argv) > 2 else "")
    for mutant in sys.argv[3:]:
        MUTANTS[mutant].breaks()
if __name__ == "__main__":
    run(load())
