"""The ids of the messages that a partition has processed. A stage uses them to recognise repetitions.

The id of a message is called its occurrence. If a record is sent twice, both copies have the same occurrence.
"""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b

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
    """The occurrences that were processed in the last `horizon` ms of broker time, about 150 bytes each.

    An occurrence expires by the broker time of newer rows, never by this machine's clock. So the same log always leads to
    the same occurrences, regardless of batches and restarts.
    """

    def __init__(self, horizon: int) -> None:
        self._horizon = horizon
        self._arrivals: OrderedDict[bytes, int] = OrderedDict()
        self._now = 0

    def holds(self, key: bytes, arrival: int) -> bool:
        """Return whether the occurrence `key` was added, and has not expired at `arrival` (broker time in ms)."""
        then = self._arrivals.get(key)
        return then is not None and max(arrival, self._now) - then <= self._horizon

    def __len__(self) -> int:
        return len(self._arrivals)

    def add(self, key: bytes, arrival: int) -> None:
        """Add the occurrence `key`, and remove occurrences that are older than the horizon."""
        self._now = max(self._now, arrival)
        self._arrivals[key] = self._now
        self._arrivals.move_to_end(key)
        while self._arrivals and self._now - next(iter(self._arrivals.values())) > self._horizon:
            self._arrivals.popitem(last=False)
