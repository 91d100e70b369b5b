"""What a dedupe route remembers: the texts that it passed on, and the sources that published them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from agents.occurrences import Seen, occurrence
from schemas.base import Provenance
from schemas.state import StateRow
from schemas.topics import DAY_MS, DEDUPE_DAYS

__all__ = ["Entry", "Index", "Sighting"]

HORIZON_MS = DEDUPE_DAYS * DAY_MS
TTL = timedelta(milliseconds=HORIZON_MS)


class Sighting(StateRow, Provenance):
    """One draft that a route has seen: its text, its article, its source and its time."""

    content_id: str
    article_id: str
    article_index: int


@dataclass(slots=True)
class Entry:
    """A known text: its article, its sources, and when it was last seen."""

    article_id: str
    sources: frozenset[str]
    last_event: datetime
    last_arrival: int


class Index:
    """Known texts of one partition of a route, by content id.

    Memory: about 500 bytes per text and 150 per sighting, of the last 14 days of broker time.
    Every sighting renews its text.
    """

    def __init__(self) -> None:
        self.seen = Seen(HORIZON_MS)
        self._texts: OrderedDict[str, Entry] = OrderedDict()
        self._now = 0

    def __len__(self) -> int:
        return len(self._texts) + len(self.seen)

    def find(self, content_id: str, event_time: datetime, arrival: int) -> Entry | None:
        """Return the known text, unless it has expired in broker time or in event time."""
        entry = self._texts.get(content_id)
        if entry is None or max(arrival, self._now) - entry.last_arrival > HORIZON_MS:
            return None
        return None if event_time - entry.last_event > TTL else entry

    def apply(self, row: Sighting) -> None:
        """Add a sighting; forget the texts that were not seen within the horizon."""
        self._now = max(self._now, row.arrival)
        self.seen.add(occurrence(row, row.content_id, str(row.article_index)), row.arrival)
        entry = self.find(row.content_id, row.event_time, row.arrival)
        self._texts[row.content_id] = Entry(
            row.article_id,
            (entry.sources if entry else frozenset()) | {row.source},
            max(entry.last_event, row.event_time) if entry else row.event_time,
            self._now,
        )
        self._texts.move_to_end(row.content_id)
        while self._now - next(iter(self._texts.values())).last_arrival > HORIZON_MS:
            self._texts.popitem(last=False)
