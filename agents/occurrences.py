"""The ids of the messages that a partition has processed. A stage uses them to recognise repetitions.

The id of a message is called its occurrence. If a record is sent twice, both copies have the same occurrence.
"""

from __future__ import annotations

from hashlib import blake2b

from schemas.article import Article
from schemas.base import Provenance

__all__ = ["PARTS", "Seen", "draft_occurrence", "occurrence"]

PARTS = 16
"""Parts of the time that occurrences are remembered. More parts forget sooner, and take longer to look up."""


def occurrence(record: Provenance, *parts: str) -> bytes:
    """Return a 16-byte id of a message that was made from a page. The id is the same in every replay.

    It is a hash of the page's topic, partition and offset, and of `parts`, which tell the messages of a page apart.
    """
    place = f"{record.page_topic}\0{record.page_partition}\0{record.page_offset}"
    return blake2b("\0".join((place, *parts)).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def draft_occurrence(article: Article) -> bytes:
    """Return the occurrence of an article. It includes `article_index`, because a page may print the same text twice."""
    return occurrence(article, article.content_id, str(article.article_index))


class Seen:
    """The occurrences that were processed in the last `horizon` ms of broker time, about 110 bytes each.

    The occurrences are in one set per part of the horizon. A set expires as a whole, so an occurrence is remembered for
    the horizon and at most one part longer. Only the broker time of newer rows lets a set expire, never this machine's
    clock. So the same log always leads to the same occurrences, regardless of batches and restarts.
    """

    def __init__(self, horizon: int) -> None:
        self._part_ms = -(-horizon // PARTS)
        self._parts: dict[int, set[bytes]] = {}
        self._now = 0

    def holds(self, key: bytes, arrival: int) -> bool:
        """Return whether the occurrence `key` was added, and has not expired at `arrival` (broker time in ms)."""
        oldest = self._oldest(max(arrival, self._now))
        return any(key in part for number, part in self._parts.items() if number >= oldest)

    def __len__(self) -> int:
        return sum(map(len, self._parts.values()))

    def add(self, key: bytes, arrival: int) -> None:
        """Add the occurrence `key`, and remove the sets that have expired."""
        self._now = max(self._now, arrival)
        newest = self._now // self._part_ms
        if newest not in self._parts:
            oldest = self._oldest(self._now)
            self._parts = {number: part for number, part in self._parts.items() if number >= oldest}
            self._parts[newest] = set()
        self._parts[newest].add(key)

    def _oldest(self, now: int) -> int:
        return now // self._part_ms - PARTS
