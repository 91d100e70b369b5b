"""Where a page comes from, as far as its record can be read: its place, its arrival, its publisher and its address."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["PAGE_HEADER", "UNKNOWN", "Origin", "page_header"]

UNKNOWN = "unknown"
"""The source of a page that names none."""

PAGE_HEADER = "silkwire-page"
"""Name of the header of a page that was parked and is replayed. It has the page's first place and arrival."""


class Origin(NamedTuple):
    """The place, the arrival, the source and the url of a page. `arrival` is broker time, in ms since 1970.

    For a page that was parked and is replayed, place and arrival are those of the original record.
    """

    topic: str
    partition: int
    offset: int
    arrival: int
    source: str = UNKNOWN
    url: str | None = None
    replayed: bool = False


def page_header(origin: Origin) -> bytes:
    """Return the value of the header PAGE_HEADER for the replay of a page."""
    return f"{origin.topic}[{origin.partition}]@{origin.offset} {origin.arrival}".encode()
