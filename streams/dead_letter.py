"""Builds the record that goes to rejected.v1 when a stage rejects a record. The reason is in its headers."""

from __future__ import annotations

import hashlib

from agents.stage import RawRecord, UnreadableRecord, WholeValue
from schemas.rejection import Rejection
from schemas.topics import REJECTED
from streams.kafka.headers import rejection_headers
from streams.kafka.partitioner import partitioner
from streams.transport import WireRecord
from streams.transport.fetch.record_format import KEPT_BYTES, KEPT_KEY_BYTES

__all__ = ["dead_letter_record"]

RESERVED_BYTES = 64 * 1024
"""Bytes below the topic's size limit that are left for Kafka's framing of the record."""

HEADER_OVERHEAD = 10
"""Most bytes that Kafka adds to a header, for the lengths of its name and value."""


def dead_letter_record(prefix: str, stage: str, cause: RawRecord, rejection: Rejection) -> WireRecord:
    """Return the record for rejected.v1: key, value and headers of the rejected record `cause`, and the reason.

    If this record is over the limit of rejected.v1, the value is cut to its first 64 KiB, and the
    key to 1 KiB. Then two headers have the length and SHA-256 of the whole value. If key and
    headers are over 64 KiB, the headers that `cause` came with are dropped, too. Headers always
    name the topic, partition and offset of `cause`.
    """
    headers = rejection_headers(stage, cause, rejection)
    value, key = cause.value or b"", cause.key or b""
    around = len(key) + sum(len(name.encode()) + len(text or b"") + HEADER_OVERHEAD for name, text in headers)
    whole = cause.whole if isinstance(cause, UnreadableRecord) else None
    if len(value) + around > REJECTED.max_bytes - RESERVED_BYTES:
        headers = [header for header in headers if header[0].startswith("silkwire-")] if around > KEPT_BYTES else headers
        key = key[:KEPT_KEY_BYTES]
        whole = whole or WholeValue(len(value), hashlib.sha256(value).hexdigest())
        value = value[:KEPT_BYTES]
    if whole is not None and whole.value_bytes is not None:
        headers.append(("silkwire-value-bytes", str(whole.value_bytes).encode()))
    if whole is not None and whole.sha256 is not None:
        headers.append(("silkwire-value-sha256", whole.sha256.encode()))
    return REJECTED.full_name(prefix), partitioner(REJECTED), key, value, headers
