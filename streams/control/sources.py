"""Finds the sources of a partition whose pages are all rejected, and parks them.

    counted ─ N rejections in a row ─▶ parked ─ an operator resumes it ─▶ leaving ─ its last parked page is delivered ─▶ counted

The records of a parked source wait on another topic, and the other sources of the partition go on. So the partition need not
be held. A source is counted while it has a rejection after its last accepted record, and while there is room for it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from agents.origin import UNKNOWN
from agents.stage import RawRecord
from schemas.control import PARKED_SOURCES, Park, Tally
from schemas.rejection import Reason
from streams.control.refusals import RefusalCounts

__all__ = ["SourceBreakers"]


class SourceBreakers:
    """Counts the rejections in a row of each source of one partition. Pure: a second run parks at the same record.

    At most PARKED_SOURCES sources are counted, and as many are parked.
    """

    def __init__(self, limit: int, tally: Tally | None = None, parks: Iterable[Park] = ()) -> None:
        """Continue from the rows that the last owner wrote: its counts, and the sources that it has parked."""
        self._limit = limit
        self._counts = RefusalCounts(tally.sources if tally else {})
        self._offset = 0
        """Offset of the last record that was looked at."""
        self.parks: dict[str, Park] = {}
        """The parked sources, each with the row that parks it."""
        self.leaving: dict[str, Park] = {}
        """The sources that an operator resumes, each with the row that is still to be removed."""
        self.overflow: Reason | None = None
        """Set once a source reaches the limit while PARKED_SOURCES are parked. The partition must then be held."""
        for park in parks:
            self.adopt(park)

    @property
    def counts(self) -> dict[str, int]:
        """Return the rejections in a row of each counted source."""
        return self._counts.of_sources

    def begin_at(self, offset: int, tally: Tally | None) -> None:
        """Lower every count by one for each offset from `offset` to the tally's offset.

        The last owner has counted these records, and they are counted again. A count may be too low, and never too high.
        """
        if tally is not None and tally.offset > offset:
            self._counts.lower(tally.offset - offset)

    def adopt(self, park: Park) -> None:
        """Take over a row of the control topic: it parks a source, or lets it leave."""
        source = park.source
        if park.resuming:
            self.parks.pop(source, None)
            self.leaving[source] = park
        elif source not in self.leaving:
            self.parks.setdefault(source, park)
        self._counts.drop(source)

    def parked(self, source: str, offset: int) -> Park | None:
        """Return the row that parks a record of a source, or None if the record is to be processed."""
        self._offset = offset
        park = self.parks.get(source)
        return park if park is not None and offset >= park.offset else None

    def capacity(self) -> int:
        """Return how many records can be processed before the partition may have to be held; at least 1.

        A source that is not recent does not count here. Else batches would have few records until the source comes again.
        """
        if len(self.parks) < PARKED_SOURCES:
            return sys.maxsize
        return max(1, self._limit - self._counts.highest_recent(self._offset))

    def counts_alone(self, source: str) -> bool:
        """Return whether rejections of a source are counted here. All others count towards the partition's balance."""
        return source != UNKNOWN

    def accept(self, source: str) -> None:
        """Count an accepted record of a source."""
        self._counts.drop(source)

    def refuse(self, source: str, record: RawRecord, reason: Reason) -> Park | None:
        """Count a rejected record of a source that is counted here. Return the new row if the source is now parked."""
        if source in self.parks:  # the record is before the first parked one, and comes again after a crash
            return None
        count = self._counts.add(source, record.offset)
        if count < self._limit or source in self.leaving:
            return None
        if len(self.parks) >= PARKED_SOURCES:
            self.overflow = reason
            return None
        park = Park(
            topic=record.topic, partition=record.partition, source=source, offset=record.offset + 1, refused=count,
            last=reason.value, arrival=max(0, record.timestamp),
        )  # fmt: skip
        self.adopt(park)
        return park

    def reset(self) -> None:
        """Forget all counts, because an operator has resumed the partition."""
        self._counts.clear()
        self.overflow = None
