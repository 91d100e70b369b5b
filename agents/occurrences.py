"""Which records a partition has processed: the memory against repetitions on the wire."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b

from schemas.article import Article
from schemas.base import Provenance

__all__ = ["Seen", "draft_occurrence", "occurrence"]


def occurrence(record: Provenance, *parts: str) -> bytes:
    """Return 16 bytes that identify what was read from one raw record: the same after every replay."""
    place = f"{record.page_topic}\0{record.page_partition}\0{record.page_offset}"
    return blake2b("\0".join((place, *parts)).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def draft_occurrence(article: Article) -> bytes:
    """Return the occurrence of an article; a page may carry the same text twice."""
    return occurrence(article, article.content_id, str(article.article_index))


class Seen:
    """The ids of records processed in the last `horizon` ms of broker time; about 150 bytes each.

    An id expires by the broker time of newer rows, never by this machine's clock. So the same log gives the same
    memory, with any batches and restarts.
    """

    def __init__(self, horizon: int) -> None:
        self._horizon = horizon
        self._arrivals: OrderedDict[bytes, int] = OrderedDict()
        self._now = 0

    def holds(self, key: bytes, arrival: int) -> bool:
        """Return whether a record of this broker time repeats an occurrence."""
        then = self._arrivals.get(key)
        return then is not None and max(arrival, self._now) - then <= self._horizon

    def __len__(self) -> int:
        return len(self._arrivals)

    def add(self, key: bytes, arrival: int) -> None:
        """Remember an occurrence; forget what is older than the horizon."""
        self._now = max(self._now, arrival)
        self._arrivals[key] = self._now
        self._arrivals.move_to_end(key)
        while self._arrivals and self._now - next(iter(self._arrivals.values())) > self._horizon:
            self._arrivals.popitem(last=False)
