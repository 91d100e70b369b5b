"""Pages of one partition as a stage sees them that parks sources: the key of a record is its source."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from agents.origin import Origin
from agents.stage import Outcome, Output, Parking, RawRecord, Record, Result
from schemas.rejection import Reason, Rejection

__all__ = ["PARKING", "TOPIC", "origin", "page", "run"]

TOPIC = "pages"
BAD = Rejection(Reason.PAGE_BAD_SHAPE)


def page(offset: int, source: str, *, good: bool, first: int | None = None) -> Record:
    """Return a page; `first` is the first place of a page that was parked and is replayed."""
    headers = (("first", str(first).encode()),) if first is not None else ()
    return Record(TOPIC, 0, offset, offset, source.encode(), b"good" if good else b"bad", headers)


def origin(record: RawRecord, *, undecoded: bool = False) -> Origin:
    assert undecoded or record.value != b"poison"
    first = dict(record.headers).get("first")
    at = record.offset if first is None else int(first)
    return Origin(TOPIC, 0, at, at, (record.key or b"").decode(), replayed=first is not None)


def report(_origin: Origin, _reason: str) -> Sequence[Output]:
    return ()


PARKING = Parking(origin, partial(origin, undecoded=True), report)


def run(records: Sequence[RawRecord]) -> Result:
    return Result(outcomes=[Outcome.PROCESSED if record.value == b"good" else BAD for record in records])
