"""Resumes a parked source: it lets new pages in, then replays the parked ones or discards them.

    1. set `resuming` in the park rows       the owner of each partition parks no further page of the source
    2. wait until the rows are removed       every parked page is on pages.parked
    3. replay, in order, and note how far    each page goes to its partition, with a header that names its first place

If the command is interrupted, run it again. What is replayed twice has the same ids.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError

from agents.origin import Origin
from agents.stage import Headers
from schemas.codec import decode, encode
from schemas.control import ControlRow, Park, Tally, Unparked, control_key
from schemas.topics import CONTROL, PAGES_PARKED, PAGES_RAW
from streams.errors import DeliveryFailed, NotConfirmed
from streams.kafka.connection import connection
from streams.kafka.groups import describe_group
from streams.kafka.reader import OffsetRange
from streams.operate.control_rows import read_control, rows_of
from streams.operate.parked import is_of_log, replayed_up_to
from streams.operate.session import Progress, Session
from streams.parked_page import origin_of_parked, replay_headers

__all__ = ["Unparking", "let_in", "replay_parked"]

POLL_SECONDS = 0.2

PAGES_AT_ONCE, BYTES_AT_ONCE = 500, 4 * 1024 * 1024
"""After so many pages or bytes the command waits for the broker, and notes how far it is."""

FRAMING = 64 * 1024
"""Bytes of a record batch that are left for the key, the headers and Kafka's framing."""


@dataclass(slots=True)
class Unparking:
    """What became of the parked pages of a source. `too_large` has the places of pages that pages.raw no longer takes."""

    replayed: int = 0
    dropped: int = 0
    too_large: tuple[str, ...] = ()


class _Writer:
    """A producer for one command. Any error of Kafka becomes DeliveryFailed."""

    def __init__(self, kafka: Session, source: str) -> None:
        self._control = CONTROL.full_name(kafka.settings.prefix)
        self._source, self._ids = source, kafka.topic_ids
        self.producer = AIOKafkaProducer(
            **connection(kafka.settings), enable_idempotence=True, compression_type="gzip",
            max_request_size=2 * PAGES_PARKED.max_bytes,
        )  # fmt: skip

    async def __aenter__(self) -> Self:
        await self.producer.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.producer.stop()

    async def row(self, row: ControlRow, *, gone: bool = False) -> None:
        """Write a control row, or its tombstone."""
        value = None if gone else encode(row)
        await self.sent([await self.producer.send(self._control, value, key=control_key(row), partition=0)])

    async def note(self, place: TopicPartition, offset: int, *, unfinished: bool = False) -> None:
        """Note how far the pages of the source on a partition of pages.parked are replayed or dropped."""
        row = Unparked(topic=place.topic, partition=place.partition, source=self._source, offset=offset, unfinished=unfinished)
        await self.row(row.model_copy(update={"topic_id": self._ids.get(place.topic, "")}))

    async def sent(self, pages: Sequence[Any]) -> None:
        """Wait until the broker has all of these records."""
        try:
            await asyncio.gather(*pages)
        except KafkaError as error:
            what = f"{type(error).__name__}: {error}"
            raise DeliveryFailed(f"{self._source} is not resumed completely ({what}): run the command again") from None


async def let_in(kafka: Session, source: str, seconds: float) -> None:
    """Let new pages of a source in, in all partitions. Return once no worker parks a page of it.

    A row that an earlier command has set to `resuming` is written again: its worker may have failed to remove it. Raises
    NotConfirmed after `seconds`.
    """
    deadline = asyncio.get_running_loop().time() + seconds
    async with _Writer(kafka, source) as writer:
        for place, offsets in (await _waiting(kafka, source)).items():
            await writer.note(place, offsets.start, unfinished=True)
        asked = False
        while left := await _parks(kafka, source):
            for park in left:
                if not (asked and park.resuming):
                    await writer.row(park.model_copy(update={"resuming": True}))
            asked = True
            if not (await describe_group(kafka.admin, kafka.settings.group)).members:
                await _remove(kafka, writer, left)
                return
            if asyncio.get_running_loop().time() > deadline:
                places = ", ".join(f"{park.topic}[{park.partition}]" for park in left)
                raise NotConfirmed(
                    f"no worker has answered for {source} in {places}: its new pages are let in there as soon as one does. "
                    "Run silkwire status, then the command again: it replays the parked pages"
                )
            await asyncio.sleep(POLL_SECONDS)


async def _parks(kafka: Session, source: str) -> list[Park]:
    return [park for park in rows_of(Park, await read_control(kafka), "park|") if park.source == source]


async def _remove(kafka: Session, writer: _Writer, parks: Sequence[Park]) -> None:
    """Remove park rows in place of the workers, because none runs. The counts of the source begin at nothing."""
    control = await read_control(kafka)
    for park in parks:
        noted = control.get(control_key(Tally(topic=park.topic, partition=park.partition, offset=0, refused=0)))
        tally = decode(Tally, noted) if noted else None
        if tally is not None and park.source in tally.sources:
            counts = {source: count for source, count in tally.sources.items() if source != park.source}
            await writer.row(tally.model_copy(update={"sources": counts}))
        await writer.row(park, gone=True)


async def replay_parked(kafka: Session, source: str, on_progress: Progress, *, drop: bool) -> Unparking:
    """Replay the waiting pages of a source, those of each partition in order; or mark them as done if `drop` is set."""
    done, todo = Unparking(), await _waiting(kafka, source)
    raw = kafka.partitions(PAGES_RAW)
    async with _Writer(kafka, source) as writer:
        pages: list[Any] = []
        size = 0
        reached: dict[TopicPartition, int] = {}
        async for record in kafka.records(todo, on_progress):
            origin = origin_of_parked(record)
            if origin is not None and origin.source == source:
                if drop:
                    done.dropped += 1
                elif _too_large(value := record.value or b""):
                    done.too_large += (f"{origin.topic}[{origin.partition}]@{origin.offset}",)
                else:
                    place = raw[origin.partition % len(raw)]
                    pages.append(await _send(writer, place, record, origin))
                    done.replayed, size = done.replayed + 1, size + len(value)
            reached[TopicPartition(record.topic, record.partition)] = record.offset + 1
            if len(pages) >= PAGES_AT_ONCE or size >= BYTES_AT_ONCE:
                await _note(writer, pages, reached)
                pages, size = [], 0
        await writer.sent(pages)
        for place, offsets in todo.items():
            await writer.note(place, offsets.end)
        await _forget_expired(kafka, writer)
    return done


async def _waiting(kafka: Session, source: str) -> dict[TopicPartition, OffsetRange]:
    """Return the ranges of pages.parked that may have waiting pages of a source."""
    held = await kafka.ranges(kafka.partitions(PAGES_PARKED))
    noted = replayed_up_to(kafka, await read_control(kafka), held)
    return {place: OffsetRange(max(it.start, noted.get((source, place.partition), 0)), it.end) for place, it in held.items()}


async def _send(writer: _Writer, place: TopicPartition, record: Any, origin: Origin) -> Any:
    headers: Headers = replay_headers(record, origin)
    return await writer.producer.send(
        place.topic, record.value, key=record.key or None, partition=place.partition, headers=list(headers)
    )


def _too_large(value: bytes) -> bool:
    """Return whether pages.raw does not take a value with one more header. Text always fits: it is compressed."""
    most = PAGES_RAW.max_bytes - FRAMING
    return len(value) > most and len(zlib.compress(value)) > most


async def _note(writer: _Writer, pages: Sequence[Any], reached: dict[TopicPartition, int]) -> None:
    """Wait until the broker has the pages, then note how far each partition of pages.parked is replayed."""
    await writer.sent(pages)
    for place, offset in reached.items():
        await writer.note(place, offset, unfinished=True)


async def _forget_expired(kafka: Session, writer: _Writer) -> None:
    """Remove the notes on pages that retention has deleted, so that their number does not grow without bound.

    The notes on a pages.parked that was deleted and made again go, too.
    """
    held = await kafka.ranges(kafka.partitions(PAGES_PARKED))
    for row in rows_of(Unparked, await read_control(kafka), "unparked|"):
        log = held.get(TopicPartition(row.topic, row.partition))
        if log is not None and not row.unfinished and (row.offset <= log.start or not is_of_log(kafka, row, held)):
            await writer.row(row, gone=True)
