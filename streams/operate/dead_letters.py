"""Reads the records of rejected.v1, the dead letters, and filters them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

import orjson

from agents.stage import Headers, RawRecord
from schemas.rejection import Reason
from streams.kafka.headers import REJECTION_PREFIX, REPLAY_ALGORITHM, REPLAY_OF, REPLAYS

__all__ = ["DeadLetter", "Filter", "Place", "read_dead_letter"]

UNKNOWN = "unknown"
LONGEST_NUMBER = 19
"""A number with this many digits may not fit into 64 bits, so it is not read."""


class Place(NamedTuple):
    """Topic, partition and offset of a record."""

    topic: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.topic}[{self.partition}]@{self.offset}"


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A record of rejected.v1: the original record, and what the rejection headers say about it.

    `at` is the place of this record on rejected.v1. `origin` is the place of the original record. If
    another program wrote this record, `origin` is None, and `stage`, `reason` and `detail` are empty.
    """

    at: Place
    timestamp: int
    key: bytes | None
    value: bytes
    headers: Headers
    """The headers of the original record, without the rejection headers."""
    origin: Place | None
    stage: str
    reason: str
    detail: str
    source: str
    whole_bytes: int
    """Length of the original value in bytes. It is greater than the length of `value` if the value was cut."""
    replays: int
    replay_of: str
    """The record's place before its first replay, as text. Empty if the record was never replayed."""
    replay_algorithm: str

    @property
    def id(self) -> str:
        """Return the id of this record in commands, `PARTITION:OFFSET` on rejected.v1."""
        return f"{self.at.partition}:{self.at.offset}"

    @property
    def cut(self) -> bool:
        """Return whether `value` is only the beginning of the original value."""
        return self.whole_bytes > len(self.value)

    @property
    def first_place(self) -> str:
        """Return the place of the original record before its first replay, as text."""
        return self.replay_of or str(self.origin)

    @property
    def known_reason(self) -> Reason | None:
        """Return the Reason with its meaning and remedy, or None if this release does not know the reason."""
        return Reason.known(self.reason)


def read_dead_letter(record: RawRecord) -> DeadLetter:
    """Read a record of rejected.v1 as a dead letter. This works for every record, also for those of other programs."""
    given = {name.lower(): (text or b"").decode("utf-8", "replace") for name, text in record.headers}
    value, whole = record.value or b"", _digits(given.get("silkwire-value-bytes", ""))
    return DeadLetter(
        at=Place(record.topic, record.partition, record.offset),
        timestamp=record.timestamp,
        key=record.key,
        value=value,
        headers=tuple((name, text) for name, text in record.headers if not name.lower().startswith(REJECTION_PREFIX)),
        origin=_origin(given),
        stage=given.get("silkwire-stage", ""),
        reason=given.get("silkwire-reason", ""),
        detail=given.get("silkwire-detail", ""),
        source=_source(given, value),
        whole_bytes=len(value) if whole is None else max(whole, len(value)),
        replays=_digits(given.get(REPLAYS, "")) or 0,
        replay_of=given.get(REPLAY_OF, ""),
        replay_algorithm=given.get(REPLAY_ALGORITHM, ""),
    )


def _origin(given: Mapping[str, str]) -> Place | None:
    partition, offset = (_digits(given.get(f"silkwire-{name}", "")) for name in ("partition", "offset"))
    topic = given.get("silkwire-topic")
    return Place(topic, partition, offset) if topic and partition is not None and offset is not None else None


def _digits(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER else None


def _source(given: Mapping[str, str], value: bytes) -> str:
    """Return the publisher, found as by the split stage: in the header, in the message, or by the host of the url."""
    if named := given.get("source"):
        return named
    message = _object(value)
    url = given.get("url") or str(message.get("url") or "")
    try:
        return str(message.get("source") or urlsplit(url).hostname or UNKNOWN)
    except ValueError:
        return UNKNOWN


def _object(value: bytes) -> Mapping[str, object]:
    if not value.startswith(b"{"):
        return {}
    try:
        message = orjson.loads(value)
    except orjson.JSONDecodeError:
        return {}
    return message if isinstance(message, dict) else {}


@dataclass(frozen=True, slots=True)
class Filter:
    """Selects the rejected records that match every field that is set.

    `since` and `until` are times of rejection in ms since 1970: `since` is included, `until` is excluded.
    """

    ids: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    since: int | None = None
    until: int | None = None

    @property
    def selects_all(self) -> bool:
        """Return whether no field is set, so that the filter selects every record."""
        return self == Filter()

    def matches(self, letter: DeadLetter) -> bool:
        """Return whether the filter selects this rejected record."""
        return (
            (not self.ids or letter.id in self.ids)
            and (not self.reasons or letter.reason in self.reasons)
            and (not self.stages or letter.stage in self.stages)
            and (not self.sources or letter.source in self.sources)
            and (self.since is None or letter.timestamp >= self.since)
            and (self.until is None or letter.timestamp < self.until)
        )
