"""Reads which sources are parked, from the control topic, and how many of their pages wait, from pages.parked."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiokafka import TopicPartition

from schemas.control import Park, Unparked
from schemas.topics import PAGES_PARKED
from streams.escape import escape
from streams.kafka.reader import OffsetRanges
from streams.kafka.start_position import is_other_topic
from streams.operate.control_rows import read_control, rows_of
from streams.operate.session import Progress, Session, ignore_progress
from streams.operate.times import ago
from streams.parked_page import origin_of_parked

__all__ = ["ParkedSource", "is_of_log", "list_parked", "read_sources", "replayed_up_to", "resume_command"]


@dataclass(slots=True)
class ParkedSource:
    """A source whose pages wait on pages.parked. `parks` has a row for each partition in which it is parked now."""

    source: str
    parks: list[Park] = field(default_factory=list)
    waiting: int = 0
    """Number of pages that wait. Pages that retention has deleted are not among them."""
    unfinished: bool = False
    """Whether a command that resumes the source was interrupted."""
    oldest: int | None = None
    """When the broker received the oldest waiting page, in ms since 1970."""

    @property
    def partitions(self) -> list[int]:
        """Return the partitions in which the source is parked."""
        return [park.partition for park in self.parks]

    @property
    def since(self) -> int | None:
        """Return when the source was parked, or when its oldest waiting page came, in ms since 1970."""
        return min((park.arrival for park in self.parks), default=self.oldest)

    @property
    def last(self) -> str:
        """Return the reason of the last rejection; empty if the source is parked in no partition any more."""
        return max(self.parks, key=lambda park: park.arrival).last if self.parks else ""

    def summary(self, now: int) -> str:
        """Return in how many partitions the source is parked, for how long, and why. `now` is in ms since 1970."""
        if not self.parks:
            return f"{self.source}: a command that resumes it was interrupted"
        partitions = f"{len(self.parks)} partition{'s' * (len(self.parks) != 1)}"
        return f"{self.source} in {partitions} for {ago(max(0, now - (self.since or now)) / 1000)}, last {self.last}"


def resume_command(*names: str) -> str:
    """Return the command that resumes these sources or partitions, safe for a terminal. A shell passes on each name whole."""
    options_end = ["--"] if any(name.startswith("-") for name in names) else []
    return escape(f"silkwire resume {shlex.join([*options_end, *names])}")


async def read_sources(kafka: Session) -> list[ParkedSource]:
    """Return every source that is parked, or whose resume was interrupted, sorted by name. No page is counted."""
    return list(_sources(await read_control(kafka)).values())


def replayed_up_to(kafka: Session, control: Mapping[bytes, bytes], held: OffsetRanges) -> dict[tuple[str, int], int]:
    """Return, by source and partition of pages.parked, the offset of the next page that was not replayed or dropped.

    `held` has the range of each partition of pages.parked.
    """
    notes = rows_of(Unparked, control, "unparked|")
    return {(row.source, row.partition): row.offset for row in notes if is_of_log(kafka, row, held)}


def is_of_log(kafka: Session, note: Unparked, held: OffsetRanges) -> bool:
    """Return whether a note is about the pages.parked that exists, and not about one that was deleted and made again."""
    log = held.get(TopicPartition(note.topic, note.partition))
    other = is_other_topic(note.topic_id, kafka.topic_ids.get(note.topic, ""))
    return log is not None and note.offset <= log.end and not other


def _sources(control: Mapping[bytes, bytes]) -> dict[str, ParkedSource]:
    found: dict[str, ParkedSource] = {}
    for park in sorted(rows_of(Park, control, "park|"), key=lambda park: (park.source, park.topic, park.partition)):
        found.setdefault(park.source, ParkedSource(park.source)).parks.append(park)
    for row in rows_of(Unparked, control, "unparked|"):
        if row.unfinished:
            found.setdefault(row.source, ParkedSource(row.source)).unfinished = True
    return dict(sorted(found.items()))


async def list_parked(kafka: Session, on_progress: Progress = ignore_progress) -> list[ParkedSource]:
    """Return every source that is parked, or that has pages waiting, sorted by name. This reads all of pages.parked."""
    control = await read_control(kafka)
    held = await kafka.ranges(kafka.partitions(PAGES_PARKED))
    found, done = _sources(control), replayed_up_to(kafka, control, held)
    async for record in kafka.records(held, on_progress):
        origin = origin_of_parked(record)
        if origin is None or record.offset < done.get((origin.source, record.partition), 0):
            continue
        it = found.setdefault(origin.source, ParkedSource(origin.source))
        it.waiting += 1
        it.oldest = origin.arrival if it.oldest is None else min(it.oldest, origin.arrival)
    return sorted(found.values(), key=lambda it: it.source)
