"""What the version stage remembers: the texts of each article, in the order published."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from agents.occurrences import Seen, occurrence
from schemas.base import Provenance
from schemas.state import StateRow
from schemas.topics import DAY_MS, VERSION_DAYS

__all__ = ["Numbered", "Shelf", "Versions"]

HORIZON_MS = VERSION_DAYS * DAY_MS


class Numbered(StateRow, Provenance):
    """One proposal judged; version 0: its text was on the shelf already."""

    article_id: str
    content_id: str
    article_index: int
    version: int


@dataclass(slots=True)
class Versions:
    """An article: its highest version, its texts and its sources."""

    highest: int
    content_ids: frozenset[str]
    sources: frozenset[str]
    last_arrival: int


class Shelf:
    """Articles of one partition by article id; about 600 bytes each, for 90 days of broker time."""

    def __init__(self) -> None:
        self.seen = Seen(HORIZON_MS)
        self._articles: OrderedDict[str, Versions] = OrderedDict()
        self._now = 0

    def __len__(self) -> int:
        return len(self._articles) + len(self.seen)

    def find(self, article_id: str, arrival: int) -> Versions | None:
        """Return what is known of the article, unless it has expired."""
        known = self._articles.get(article_id)
        expired = known is not None and max(arrival, self._now) - known.last_arrival > HORIZON_MS
        return None if expired else known

    def apply(self, row: Numbered) -> None:
        """Take in a judged proposal; forget the articles not touched within the horizon."""
        self._now = max(self._now, row.arrival)
        self.seen.add(occurrence(row, row.content_id, str(row.article_index)), row.arrival)
        known = self.find(row.article_id, row.arrival)
        self._articles[row.article_id] = Versions(
            max(row.version, known.highest if known else 0),
            (known.content_ids if known else frozenset()) | {row.content_id},
            (known.sources if known else frozenset()) | {row.source},
            self._now,
        )
        self._articles.move_to_end(row.article_id)
        while self._now - next(iter(self._articles.values())).last_arrival > HORIZON_MS:
            self._articles.popitem(last=False)
