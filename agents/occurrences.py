"""The ids of the messages that a partition has processed. A stage uses them to recognise repetitions.

The id of a message is called its occurrence. If a record is sent twice, both copies have the same occurrence.
"""

from __future__ import annotations

from collections import Counter, deque
from hashlib import blake2b

from agents.clock import PARTS, RowClock
from schemas.article import Article
from schemas.base import Provenance

__all__ = ["Seen", "draft_occurrence", "occurrence"]


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
    """The occurrences of the rows of the last `days`, about 110 bytes each.

    Every row has one occurrence, and is added after the clock has counted it. The occurrences of rows with a confirmed time
    are in one set per part of the time, which expires as a whole. So the same rows always lead to the same occurrences,
    regardless of batches and restarts.
    """

    def __init__(self, clock: RowClock, days: int) -> None:
        self._clock = clock
        self._days = days
        self._recent = deque[bytes]()
        self._unconfirmed = Counter[bytes]()
        self._parts: dict[int, set[bytes]] = {}

    def holds(self, key: bytes) -> bool:
        """Return whether the occurrence `key` was added, and has not expired."""
        return key in self._unconfirmed or any(key in part for part in self._parts.values())

    def __len__(self) -> int:
        return len(self._unconfirmed) + sum(map(len, self._parts.values()))

    def add(self, key: bytes) -> None:
        """Add the occurrence `key` of the row that the clock counted last, and remove what has expired."""
        self._recent.append(key)
        self._unconfirmed[key] += 1
        if self._clock.confirmed is None:
            return
        oldest = self._recent.popleft()
        self._part(self._clock.confirmed).add(oldest)
        if self._unconfirmed[oldest] == 1:
            del self._unconfirmed[oldest]
        else:
            self._unconfirmed[oldest] -= 1

    def _part(self, number: int) -> set[bytes]:
        """Return the set of a part. Later parts become this one: a row is never older than a row before it."""
        if next(reversed(self._parts), None) != number:
            later = [self._parts.pop(part) for part in list(self._parts) if part >= number]
            oldest = number - self._days * PARTS
            self._parts = {part: held for part, held in self._parts.items() if part >= oldest}
            self._parts[number] = set().union(*later) if later else set()
        return self._parts[number]
