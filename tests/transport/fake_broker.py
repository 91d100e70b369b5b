"""A broker that answers the consumer in place of its thread: one partition, whose log a test writes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from itertools import count
from types import SimpleNamespace

from aiokafka.errors import OffsetOutOfRangeError
from faust.types import TP

from agents.stage import Record
from schemas.topics import PAGES_RAW
from streams.app import build
from streams.kafka.start_position import Commit, KnownOffset, LogRange
from streams.settings import Settings
from streams.transport import BatchConsumer, PartitionBatch, TopicInbox
from streams.transport.lease import Lease
from streams.transport.positions import Positions

__all__ = ["MORE_PAGES", "PAGES", "Broker", "batches", "consumer_of", "done", "offsets", "reading"]

PAGES, MORE_PAGES = (TP(PAGES_RAW.full_name(Settings().prefix), number) for number in (0, 1))


class Broker:
    """Answers the consumer in place of its thread; each partition has the offsets of `log`."""

    def __init__(self, log: list[int], committed: int | None) -> None:
        self.log, self.commits = log, dict.fromkeys([PAGES, MORE_PAGES], committed)
        self.topic_id, self.known = "first", KnownOffset(0, "", "mark") if committed is None else None
        self.marks: dict[TP, int] = {}
        self.stateful = self.out_of_range = False
        self.by_worker = self.has_consumer = True
        self.markers = 0
        self.end: int | None = None
        self.positions = Positions()
        self.fetches = count(1)
        self.lost: set[int] = set()
        self.at = dict.fromkeys([PAGES, MORE_PAGES], committed or 0)
        self.seeks: list[int] = []
        self.fetched = asyncio.Event()
        self.answers = asyncio.Event()
        self.answers.set()
        self.generation = 1
        self.lease = Lease(lambda: self.generation, session_seconds=60, rebalance_seconds=60)

    async def getmany(self, active: set[TP], timeout: float) -> dict[TP, list[Record]]:  # noqa: ASYNC109  Faust's
        found = {}
        if self.out_of_range:
            self.out_of_range = False
            raise OffsetOutOfRangeError({PAGES: self.at[PAGES]})
        for tp in sorted(active):
            offsets = [offset for offset in self.log if offset >= self.at[tp]][:4]
            if offsets:
                self.at[tp] = self.positions[tp].given = offsets[-1] + 1
                found[tp] = [Record(tp.topic, tp.partition, offset, 0, None, b"") for offset in offsets]
            if self.at[tp] > self.log[-1]:
                self.at[tp] = max(self.at[tp], self.log[-1] + 1 + self.markers)
            self.positions[tp].reached = self.at[tp]
        self.fetched.set()
        await asyncio.sleep(0 if found else timeout)
        await self.answers.wait()
        return {} if found and next(self.fetches) in self.lost else found

    async def committed(self, partitions: set[TP]) -> dict[TP, Commit | None]:
        commits = {tp: self.commits[tp] for tp in partitions}
        return {tp: None if offset is None else Commit(offset, self.by_worker) for tp, offset in commits.items()}

    async def seek_all(self, offsets: Mapping[TP, int]) -> None:
        for tp, offset in offsets.items():
            self.at[tp] = offset
            if tp == PAGES:
                self.seeks.append(offset)

    async def log_ranges(self, partitions: Iterable[TP]) -> dict[TP, LogRange]:
        return dict.fromkeys(partitions, LogRange(self.log[0], max(self.log[-1] + 1, 0), self.topic_id))

    async def known_offset(self, _tp: TP, _commit: Commit | None) -> KnownOffset | None:
        return self.known

    async def note_offsets(self, offsets: Mapping[TP, KnownOffset], *, back: bool = False) -> None:
        assert back in {True, False}
        self.marks.update({tp: known.offset for tp, known in offsets.items()})

    def has_state(self, _tp: TP) -> bool:
        return self.stateful

    def assignment(self) -> set[TP]:
        return set(self.commits)

    def highwater(self, tp: TP) -> int | None:
        return self.end if tp == PAGES else None

    async def commit(self, offsets: Mapping[TP, int]) -> bool:
        for _ in range(5):
            await asyncio.sleep(0)
        self.commits.update(offsets)
        return True


async def consumer_of(broker: Broker) -> tuple[BatchConsumer, TopicInbox]:
    """Return a worker's consumer at its commits, and the inbox of the pages."""
    application = build(Settings())
    consumer, thread = application.consumer, broker
    consumer._thread, thread.positions = thread, consumer._positions  # type: ignore[assignment]
    consumer.facts = broker
    application.app.consumer_generation_id = 1
    await consumer.perform_seek()
    return consumer, application.handlers[0].inbox


@asynccontextmanager
async def reading(
    log: list[int], committed: int | None = None, lost: Iterable[int] = ()
) -> AsyncIterator[tuple[Broker, BatchConsumer, TopicInbox]]:
    """Read partition 0 as Faust's fetcher does until the block ends; nobody gets the fetches of `lost`."""
    broker = Broker(log, committed)
    broker.lost.update(lost)
    consumer, inbox = await consumer_of(broker)
    consumer.resume_partitions({PAGES})
    fetcher = asyncio.ensure_future(consumer._drain_messages(SimpleNamespace(should_stop=False)))
    try:
        yield broker, consumer, inbox
    finally:
        fetcher.cancel()
        with suppress(asyncio.CancelledError):
            await fetcher


async def batches(inbox: TopicInbox, last_offset: int) -> list[PartitionBatch]:
    """Return the batches up to an offset."""
    taken = [await inbox.next_batch()]
    while taken[-1].last_offset < last_offset:
        taken.append(await inbox.next_batch())
    return taken


def offsets(taken: list[PartitionBatch]) -> list[int]:
    return [record.offset for batch in taken for record in batch.records]


async def done(consumer: BatchConsumer, inbox: TopicInbox, *last_offsets: int) -> None:
    """Take batches that end at these offsets, and acknowledge each."""
    for last in last_offsets:
        record = Record(PAGES.topic, 0, last, 0, None, b"")
        inbox.put(PartitionBatch(PAGES, [record], 1, None, consumer._on_ack))
        (await inbox.next_batch()).ack()
