"""What dedupe remembers of a partition: the articles that it published, and the drafts that it has seen.

There are two memories. Articles are remembered for as long as a reader may hold a version of them, so that no version
is given twice. The places of drafts are remembered for as long as a page may be processed again, so that a draft that
was sent twice is counted once.
"""

from __future__ import annotations

from dataclasses import dataclass
from sys import intern
from typing import NamedTuple

from agents.clock import RowClock
from agents.occurrences import Seen
from schemas.base import Message
from schemas.state import StateRow
from schemas.topics import ARTICLE_DAYS, DEDUPE_DAYS

__all__ = ["Articles", "KnownArticle", "Sighting", "Text"]

SWEEPS = 12
"""What has expired is removed when it has one of so many parts of the rows that have not."""

RENEWAL_MS = 3_600_000
"""Time after which a source renews an article again."""

SOURCES = 64
"""Most sources of an article that are remembered."""


class Text(Message):
    """A text of an article, the highest version of the article, and a source that published the text."""

    content_id: str
    article_id: str
    version: int
    source: str


class Sighting(StateRow):
    """One draft that dedupe has seen.

    A new text, and a sighting that renews an article, have `text`. Other repetitions do not: their rows are short.
    """

    occurrence: str
    """The place of the draft on its page, in hexadecimal."""

    text: Text | None = None


@dataclass(slots=True)
class KnownArticle:
    """An article: its id, its highest version, and the row that renewed it last, with the row's broker time in ms.

    `rows[i]` and `stamps[i]` are the same of the last row for `sources[i]`. Tuples take half the memory of a dict.
    """

    article_id: str
    version: int
    last_row: int
    last_stamp: int
    sources: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    stamps: tuple[int, ...] = ()

    def has_source(self, source: str, alive: int) -> bool:
        """Return whether a source has published the article. Rows before row `alive` have expired."""
        return source in self.sources and self.rows[self.sources.index(source)] >= alive

    def has_room(self, alive: int) -> bool:
        """Return whether one more source can be remembered."""
        return len(self.sources) < SOURCES or min(self.rows) < alive

    def needs_renewal(self, source: str, arrival: int, alive: int) -> bool:
        """Return whether a sighting by a source must be remembered: at most one per hour and source is.

        A wrong stamp is also an hour away from a right one. So after a renewal with a wrong stamp, the next sighting renews.
        The sources for which there is no room renew an article only if no other source has renewed it.
        """
        if self.has_source(source, alive):
            return abs(arrival - self.stamps[self.sources.index(source)]) >= RENEWAL_MS
        return self.has_room(alive) or abs(arrival - self.last_stamp) >= RENEWAL_MS

    def renew(self, source: str, row: int, arrival: int, alive: int) -> bool:
        """Remember a sighting and its source. Return False if the article has too many sources for one more."""
        self.last_row, self.last_stamp = row, arrival
        if source not in self.sources and not self.has_room(alive):
            return False
        times = {it: at for it, *at in zip(self.sources, self.rows, self.stamps, strict=True) if at[0] >= alive}
        times[intern(source)] = [row, arrival]
        self.sources = tuple(times)
        self.rows, self.stamps = zip(*times.values(), strict=True)
        return True


class FurtherText(NamedTuple):
    """A text of an article that is not its first, and the number of the row that last had the text."""

    article_id: str
    last_row: int


class Articles:
    """The articles of one partition, by article id, which is the content id of the first text.

    Memory: about 400 bytes per article, for 180 days after its last sighting, and 110 bytes per draft, for 14 days. Both
    are counted by the clock of the rows. So a state that is restored from the topic equals the state that has run on.
    """

    def __init__(self) -> None:
        self.clock = RowClock(DEDUPE_DAYS, ARTICLE_DAYS)
        self.seen = Seen(self.clock, DEDUPE_DAYS)
        self._articles: dict[str, KnownArticle] = {}
        self._further: dict[str, FurtherText] = {}
        self._crowded: set[str] = set()
        self._swept = 0

    def __len__(self) -> int:
        return len(self._articles) + len(self._further) + len(self.seen)

    @property
    def crowded(self) -> int:
        """Return how many articles have had more sources than are remembered."""
        return len(self._crowded)

    @property
    def alive(self) -> int:
        """Return the number of the first row that has not expired."""
        return self.clock.first_alive(ARTICLE_DAYS)

    def find(self, content_id: str) -> KnownArticle | None:
        """Return the article that published a text; None if it was not seen for 180 days."""
        alive = self.alive
        further = self._further.get(content_id)
        known = self._articles.get(further.article_id if further and further.last_row >= alive else content_id)
        return known if known is not None and known.last_row >= alive else None

    def apply(self, row: Sighting) -> None:
        """Add a sighting; from time to time, remove what has expired."""
        number = self.clock.rows
        self.clock.add(row.arrival)
        self.seen.add(bytes.fromhex(row.occurrence))
        if row.text is not None:
            self._remember(row.text, number, row.arrival)
        if self.alive - self._swept > (self.clock.rows - self.alive) // SWEEPS:
            self._forget(self.alive)

    def _remember(self, text: Text, number: int, arrival: int) -> None:
        known = self.find(text.article_id)
        if known is None:
            known = self._articles[text.article_id] = KnownArticle(text.article_id, 0, number, arrival)
            self._crowded.discard(text.article_id)
        known.version = max(known.version, text.version)
        if not known.renew(text.source, number, arrival, self.alive):
            self._crowded.add(known.article_id)
        if text.content_id != known.article_id:
            self._further[text.content_id] = FurtherText(known.article_id, number)

    def _forget(self, alive: int) -> None:
        self._articles = {key: known for key, known in self._articles.items() if known.last_row >= alive}
        self._further = {key: text for key, text in self._further.items() if text.last_row >= alive}
        self._crowded &= self._articles.keys()
        self._swept = alive
