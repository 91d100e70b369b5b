"""Headers of the records that stages send: CloudEvents in binary mode, and the trace headers of the input record."""

from __future__ import annotations

import re
from functools import lru_cache

from agents.stage import Output, RawRecord
from schemas.limits import LIMITS
from schemas.rejection import Rejection
from schemas.topics import PAGES_RAW, Topic

__all__ = [
    "ARRIVED",
    "LONGEST_ARRIVED",
    "REJECTION_PREFIX",
    "REPLAY",
    "REPLAYS",
    "REPLAY_ALGORITHM",
    "REPLAY_OF",
    "RESERVED",
    "TRACE",
    "arrived_ms",
    "event_headers",
    "rejection_headers",
    "trace_headers",
]

TRACE = {
    "traceparent": re.compile(rb"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"),
    "tracestate": re.compile(rb"[ -~]+"),
    "baggage": re.compile(rb"[ -~]+"),
}
"""The pattern that the value of each W3C trace header must match, by header name."""

RESERVED = ("ce_", "silkwire-")
"""Prefixes of header names that only stages may set."""

REJECTION_PREFIX = "silkwire-"
"""Prefix of the headers that describe a rejection."""

REPLAYS, REPLAY_OF, REPLAY_ALGORITHM = "silkwire-replays", "silkwire-replay-of", "silkwire-replay-algorithm"
"""Names of the replay headers: number of replays, first place of the record, and algorithm of the last replay.

The algorithm is that of the stage to which the record was sent. If the record is rejected again,
these are the only reserved headers that stay on it. So a replay that failed is not repeated. A
crawler that forges these headers only makes its own records harder to replay.
"""

LONGEST_REPLAY = 512
"""Longest value of a replay header, in bytes. A place takes at most 300: a topic, a partition and an offset."""

REPLAY = frozenset({REPLAYS, REPLAY_OF, REPLAY_ALGORITHM})

ARRIVED = "silkwire-arrived"
"""Name of the header that says when the broker received the page of a record, in ms since 1970.

The metric of the time through all stages starts at this time.
"""

LONGEST_ARRIVED = 14

Headers = list[tuple[str, bytes | None]]


def trace_headers(record: RawRecord) -> Headers:
    """Return the W3C trace headers of a record: of each name, the first header that is well-formed."""
    if not record.headers:
        return []
    found: dict[str, bytes | None] = {}
    for name, value in record.headers:
        if name in TRACE and name not in found and _is_trace(name, value):
            found[name] = value
    return list(found.items())


def _is_trace(name: str, value: bytes | None) -> bool:
    return value is not None and len(value) <= LIMITS.trace_bytes and TRACE[name].fullmatch(value) is not None


@lru_cache(maxsize=64)
def _fixed(stage: str, topic: Topic) -> tuple[tuple[str, bytes], ...]:
    """Return the headers that are the same on all records that a stage sends to a topic."""
    return (
        ("ce_specversion", b"1.0"),
        ("ce_source", f"silkwire/{stage}".encode()),
        ("ce_type", f"silkwire.{topic.name}.v{topic.major}".encode()),
        ("content-type", b"application/json"),
    )


def arrived_ms(record: RawRecord, reads: Topic) -> int:
    """Return when the broker received the page of a record, in ms since 1970. `reads` is the topic of the record.

    The header ARRIVED has this time. If the record is the page itself, or if the header is missing or invalid, the
    time is the record's own.
    """
    if reads is not PAGES_RAW:
        for name, value in record.headers:
            if name == ARRIVED and value and len(value) <= LONGEST_ARRIVED and value.isdigit():
                return int(value)
    return record.timestamp


def event_headers(stage: str, output: Output, cause: RawRecord, arrived: bytes) -> Headers:
    """Return the headers of an output: the arrival of the page, and the trace headers of the input record `cause`.

    On public topics the CloudEvents headers come first.
    """
    if not output.topic.public:
        return [(ARRIVED, arrived), *trace_headers(cause)]
    own = [("ce_id", output.id.encode()), ("ce_time", output.event_time.encode()), (ARRIVED, arrived)]
    return [*_fixed(stage, output.topic), *own, *trace_headers(cause)]


def rejection_headers(stage: str, cause: RawRecord, rejection: Rejection) -> Headers:
    """Return the headers of a rejected record: its own headers, and those that describe the rejection.

    Of its own headers with reserved names, only the replay headers stay.
    """
    kept: Headers = [(name, value) for name, value in cause.headers if not name.lower().startswith(RESERVED)]
    replay = {name: value for name, value in cause.headers if name in REPLAY and len(value or b"") <= LONGEST_REPLAY}
    why = {
        "stage": stage,
        "reason": rejection.reason.value,
        "detail": rejection.detail[:500],
        "topic": cause.topic,
        "partition": str(cause.partition),
        "offset": str(cause.offset),
    }
    return [*kept, *replay.items(), *((f"silkwire-{name}", text.encode("utf-8", "replace")) for name, text in why.items())]
