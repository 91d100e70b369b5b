"""What dedupe remembers of a shard: the articles that it published, and the drafts that it has seen.

There are two memories. Articles are remembered for as long as a reader may hold a version of them, so that no version
is given twice. The places of drafts are remembered for as long as a page may be processed again, so that a draft that
was sent twice is counted once.
"""

from __future__ import annotations

from dataclasses import dataclass
from sys import intern

from agents.occurrences import Seen
from schemas.base import Message
from schemas.state import StateRow
from schemas.topics import ARTICLE_DAYS, DAY_MS, DEDUPE_DAYS

__all__ = ["Articles", "KnownArticle", "Sighting", "Text"]

ARTICLE_MS = ARTICLE_DAYS * DAY_MS
RENEWAL_MS = 3_600_000
"""Time after which a source renews an article again."""

SOURCES = 64
"""Most sources of an article that are remembered."""

SWEEPS = 12
"""How often expired articles are removed within the time that articles are remembered."""


class Text(Message):
    """A text of an article: the version that it was given, and a source that published it."""

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
    """An article: its id, its highest version, and when it was last seen, in ms of broker time of the drafts.

    `renewed[i]` is when `sources[i]` last renewed the article. Tuples take half the memory of a dict.
    """

    article_id: str
    version: int
    last_seen: int
    sources: tuple[str, ...] = ()
    renewed: tuple[int, ...] = ()

    def needs_renewal(self, source: str, arrival: int) -> bool:
        """Return whether a sighting by a source must be remembered: at most one per hour and source is."""
        if source in self.sources:
            return arrival - self.renewed[self.sources.index(source)] >= RENEWAL_MS
        return len(self.sources) < SOURCES or arrival - self.last_seen >= RENEWAL_MS

    def renew(self, source: str, arrival: int) -> None:
        """Remember a sighting, and its source unless the article has too many sources."""
        self.last_seen = max(self.last_seen, arrival)
        if source in self.sources:
            place = self.sources.index(source)
            self.renewed = (*self.renewed[:place], max(arrival, self.renewed[place]), *self.renewed[place + 1 :])
        elif len(self.sources) < SOURCES:
            self.sources, self.renewed = (*self.sources, intern(source)), (*self.renewed, arrival)


class Articles:
    """The articles of one partition, by the content id of each of their texts.

    Memory: about 700 bytes per article, for 180 days after its last sighting, and 150 bytes per draft, for 14 days. Both
    are counted in broker time of the drafts.
    """

    def __init__(self) -> None:
        self.seen = Seen(DEDUPE_DAYS * DAY_MS)
        self._texts: dict[str, KnownArticle] = {}
        self._now = 0

    def __len__(self) -> int:
        return len(self._texts) + len(self.seen)

    def find(self, content_id: str, arrival: int) -> KnownArticle | None:
        """Return the article that published a text; None if it was not seen for 180 days."""
        known = self._texts.get(content_id)
        return None if known is None or max(arrival, self._now) - known.last_seen > ARTICLE_MS else known

    def apply(self, row: Sighting) -> None:
        """Add a sighting; from time to time, forget the articles that have expired."""
        if row.arrival // (ARTICLE_MS // SWEEPS) > self._now // (ARTICLE_MS // SWEEPS):
            self._forget(row.arrival)
        self._now = max(self._now, row.arrival)
        self.seen.add(bytes.fromhex(row.occurrence), row.arrival)
        if row.text is not None:
            self._remember(row.text, row.arrival)

    def _remember(self, text: Text, arrival: int) -> None:
        # An article's id is the content id of its first text, so the article is found by it.
        known = self.find(text.article_id, arrival)
        if known is None:
            known = self._texts[text.article_id] = KnownArticle(text.article_id, 0, arrival)
        known.version = max(known.version, text.version)
        known.renew(text.source, arrival)
        if text.content_id != known.article_id:
            self._texts[text.content_id] = known

    def _forget(self, now: int) -> None:
        self._texts = {text: known for text, known in self._texts.items() if now - known.last_seen <= ARTICLE_MS}
