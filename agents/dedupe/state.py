"""What dedupe remembers of a partition: the articles that it published, and the drafts that it has seen.

There are two memories. Articles are remembered for as long as a reader may hold a version of them, so that no version
is given twice. The places of drafts are remembered for as long as a page may be processed again, so that a draft that
was sent twice is counted once.
"""

from __future__ import annotations

from dataclasses import dataclass
from sys import intern
from typing import NamedTuple

from agents.occurrences import Seen
from schemas.base import Message
from schemas.state import StateRow
from schemas.topics import ARTICLE_DAYS, DAY_MS, DEDUPE_DAYS

__all__ = ["Articles", "KnownArticle", "Sighting", "Text"]

ARTICLE_MS = ARTICLE_DAYS * DAY_MS
SWEEP_MS = ARTICLE_MS // 12
"""Broker time between two removals of what has expired."""

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
    """An article: its id, its highest version, and when it was last seen, in ms of broker time of the drafts.

    `renewed[i]` is when `sources[i]` last renewed the article. Tuples take half the memory of a dict.
    """

    article_id: str
    version: int
    last_seen: int
    sources: tuple[str, ...] = ()
    renewed: tuple[int, ...] = ()

    def has_source(self, source: str, arrival: int) -> bool:
        """Return whether a source has published the article within the time that articles are remembered."""
        return source in self.sources and arrival - self.renewed[self.sources.index(source)] <= ARTICLE_MS

    def needs_renewal(self, source: str, arrival: int) -> bool:
        """Return whether a sighting by a source must be remembered: at most one per hour and source is."""
        if self.has_source(source, arrival):
            return arrival - self.renewed[self.sources.index(source)] >= RENEWAL_MS
        listed = sum(arrival - renewed <= ARTICLE_MS for renewed in self.renewed)
        return listed < SOURCES or arrival - self.last_seen >= RENEWAL_MS

    def renew(self, source: str, arrival: int) -> None:
        """Remember a sighting, and its source unless the article has too many sources. Forget sources that have expired."""
        self.last_seen = arrival
        times = {it: at for it, at in zip(self.sources, self.renewed, strict=True) if arrival - at <= ARTICLE_MS}
        if source in times or len(times) < SOURCES:
            times[intern(source)] = arrival
        self.sources, self.renewed = tuple(times), tuple(times.values())


class FurtherText(NamedTuple):
    """A text of an article that is not its first, and when the text was last seen."""

    article_id: str
    last_seen: int


class Articles:
    """The articles of one partition, by article id, which is the content id of the first text.

    Memory: about 350 bytes per article, for 180 days after its last sighting, and 110 bytes per draft, for 14 days. Both
    are counted in broker time of the drafts. Everything is the sum of rows that are not older, so a state that is
    restored from the topic equals the state that has run on.
    """

    def __init__(self) -> None:
        self.seen = Seen(DEDUPE_DAYS * DAY_MS)
        self._articles: dict[str, KnownArticle] = {}
        self._further: dict[str, FurtherText] = {}
        self._now = 0

    def __len__(self) -> int:
        return len(self._articles) + len(self._further) + len(self.seen)

    def time_of(self, arrival: int) -> int:
        """Return the broker time of a draft, but never an earlier time than that of a draft before it."""
        return max(arrival, self._now)

    def find(self, content_id: str, arrival: int) -> KnownArticle | None:
        """Return the article that published a text; None if it was not seen for 180 days."""
        oldest = self.time_of(arrival) - ARTICLE_MS
        further = self._further.get(content_id)
        known = self._articles.get(further.article_id if further and further.last_seen >= oldest else content_id)
        return known if known is not None and known.last_seen >= oldest else None

    def apply(self, row: Sighting) -> None:
        """Add a sighting; from time to time, remove what has expired."""
        if row.arrival // SWEEP_MS > self._now // SWEEP_MS:
            self._forget(row.arrival - ARTICLE_MS)
        self._now = max(self._now, row.arrival)
        self.seen.add(bytes.fromhex(row.occurrence), row.arrival)
        if row.text is not None:
            self._remember(row.text)

    def _remember(self, text: Text) -> None:
        known = self.find(text.article_id, self._now)
        if known is None:
            known = self._articles[text.article_id] = KnownArticle(text.article_id, 0, self._now)
        known.version = max(known.version, text.version)
        known.renew(text.source, self._now)
        if text.content_id != known.article_id:
            self._further[text.content_id] = FurtherText(known.article_id, self._now)

    def _forget(self, oldest: int) -> None:
        self._articles = {key: known for key, known in self._articles.items() if known.last_seen >= oldest}
        self._further = {key: text for key, text in self._further.items() if text.last_seen >= oldest}
