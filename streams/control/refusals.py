"""Counts the rejections in a row of each source of one partition, for a limited number of sources.

If a further source comes, every count falls by one. Sources without a count leave, or else the lowest count does. So a
source that is never seen again keeps no place, and a source with a large share of the rejections is still found.
A count may be too low, and never too high.
"""

from __future__ import annotations

from collections.abc import Mapping

from schemas.control import PARKED_SOURCES

__all__ = ["RECENT_RECORDS", "RefusalCounts"]

RECENT_RECORDS = 1000
"""A source is recent if this worker rejected a record of it among so many last records of the partition."""


class RefusalCounts:
    """The counts of at most PARKED_SOURCES sources. Pure: they depend on the records alone, and on the first counts."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = dict(counts)
        """By source. The one that was counted longest ago is first."""
        self._offsets: dict[str, int] = {}
        """The offset of the last rejected record, of each source that this worker has counted."""

    def __contains__(self, source: str) -> bool:
        return source in self._counts

    @property
    def of_sources(self) -> dict[str, int]:
        """Return the count of each source; the one that was counted longest ago is first."""
        return dict(self._counts)

    def add(self, source: str, offset: int) -> int:
        """Count a rejected record of a source, and return the new count."""
        if source not in self._counts and len(self._counts) >= PARKED_SOURCES:
            self._make_room()
        count = self._counts.pop(source, 0) + 1
        self._counts[source], self._offsets[source] = count, offset
        return count

    def drop(self, source: str) -> None:
        """Set the count of a source to nothing."""
        self._counts.pop(source, None)
        self._offsets.pop(source, None)

    def clear(self) -> None:
        """Set all counts to nothing."""
        self._counts.clear()
        self._offsets.clear()

    def lower(self, by: int) -> None:
        """Lower every count by a number. A source without a count leaves."""
        for source in [source for source, count in self._counts.items() if count <= by]:
            self.drop(source)
        for source in self._counts:
            self._counts[source] -= by

    def highest_recent(self, offset: int) -> int:
        """Return the highest count of a recent source, seen from an offset; 0 if there is none."""
        return max((self._counts[it] for it, last in self._offsets.items() if last > offset - RECENT_RECORDS), default=0)

    def _make_room(self) -> None:
        self.lower(1)
        if len(self._counts) >= PARKED_SOURCES:
            self.drop(min(self._counts, key=self._counts.__getitem__))
