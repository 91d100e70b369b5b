"""Builds the record that goes to pages.parked when the source of a page is parked, and reads it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from agents.origin import PAGE_HEADER, Origin, page_header
from agents.stage import Headers, RawRecord, UnreadableRecord
from schemas.control import PARTITION_DIGITS
from schemas.topics import PAGES_PARKED
from streams.kafka.headers import ARRIVED, LONGEST_ARRIVED, REPLAY, RESERVED

if TYPE_CHECKING:  # commands read parked pages, and must not wait for Faust
    from streams.transport import WireRecord

__all__ = ["can_be_parked", "origin_of_parked", "parked_record", "replay_headers"]

RESERVED_BYTES = 64 * 1024
"""Bytes below the topic's size limit that are left for the added headers and Kafka's framing of the record."""

HEADER_OVERHEAD = 10
"""Most bytes that Kafka adds to a header, for the lengths of its name and value."""

OURS = "silkwire-"

OFFSET_DIGITS = 18
"""A number with more digits may not fit into 64 bits, so it is not read."""


def can_be_parked(record: RawRecord) -> bool:
    """Return whether pages.parked takes a record as it is. Any other record is too large for a page, and is rejected."""
    if isinstance(record, UnreadableRecord):
        return False
    around = sum(len(name.encode()) + len(value or b"") + HEADER_OVERHEAD for name, value in record.headers)
    size = len(record.key or b"") + len(record.value or b"") + around
    return size <= PAGES_PARKED.max_bytes - RESERVED_BYTES


def parked_record(prefix: str, record: RawRecord, origin: Origin) -> WireRecord:
    """Return the record for pages.parked: key, value and headers of a page, its first place, and its source.

    The pages of a partition stay in one partition, in order. Headers with reserved names are left out, but for those of an
    earlier replay of a rejected record.
    """
    kept = [(name, value) for name, value in record.headers if name in REPLAY or not name.lower().startswith(RESERVED)]
    place = {
        f"{OURS}source": origin.source, f"{OURS}topic": origin.topic, f"{OURS}partition": str(origin.partition),
        f"{OURS}offset": str(origin.offset), ARRIVED: str(max(0, origin.arrival)),
    }  # fmt: skip
    headers: list[tuple[str, bytes | None]] = [*kept, *((name, text.encode()) for name, text in place.items())]
    where = partial(_same_partition, record.partition)
    return PAGES_PARKED.full_name(prefix), where, record.key or b"", record.value or b"", headers


def _same_partition(number: int, _key: bytes, count: int) -> int:
    return number % count


def origin_of_parked(record: RawRecord) -> Origin | None:
    """Return the origin that the headers of a record of pages.parked name; None if another program wrote it."""
    given = {name: (value or b"").decode("utf-8", "replace") for name, value in record.headers if name.startswith(OURS)}
    numbers = [given.get(name, "") for name in (f"{OURS}partition", f"{OURS}offset", ARRIVED)]
    most = (PARTITION_DIGITS, OFFSET_DIGITS, LONGEST_ARRIVED)
    topic, source = given.get(f"{OURS}topic"), given.get(f"{OURS}source")
    if not topic or not source or not all(map(_is_number, numbers, most)):
        return None
    partition, offset, arrival = map(int, numbers)
    return Origin(topic, partition, offset, arrival, source)


def _is_number(digits: str, most: int) -> bool:
    return digits.isascii() and digits.isdigit() and len(digits) <= most


def replay_headers(record: RawRecord, origin: Origin) -> Headers:
    """Return the headers for the replay of a parked page: its original ones, and one that names its first place."""
    original = [(name, value) for name, value in record.headers if name in REPLAY or not name.startswith(OURS)]
    return (*original, (PAGE_HEADER, page_header(origin)))
