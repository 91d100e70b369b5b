"""A rejected record on rejected.v1: the original, and the reason in headers."""

from __future__ import annotations

import hashlib

from agents.stage import RawRecord, UnreadableRecord, WholeValue
from schemas.rejection import Rejection
from schemas.topics import REJECTED
from streams.kafka.headers import rejection_headers
from streams.transport import WireRecord
from streams.transport.fetch.record_format import KEPT_BYTES, KEPT_KEY_BYTES

__all__ = ["dead_letter_record"]

RESERVED_BYTES = 64 * 1024
"""Kept free below the topic's limit for Kafka's own framing of the record."""

HEADER_OVERHEAD = 10
"""Most bytes that the two lengths of a header take."""


def dead_letter_record(prefix: str, stage: str, cause: RawRecord, rejection: Rejection) -> WireRecord:
    """Return the record that keeps a rejected one: original key, value and headers, and the reason.

    A value over the topic's limit is cut to its first 64 KiB. Headers then hold the length and
    SHA-256 of the whole. Topic, partition and offset of the original are always there.
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
    return REJECTED.full_name(prefix), None, key, value, headers
