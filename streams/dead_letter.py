"""What a refused record looks like on rejected.v1: the original, and the reason in headers."""

from __future__ import annotations

import hashlib

from agents.stage import RawRecord
from schemas.rejection import Refused
from schemas.topics import REJECTED
from streams.kafka.headers import rejection_headers
from streams.transport import WireRecord
from streams.transport.fetch.cut import KEPT_BYTES, KEPT_KEY_BYTES, CutRecord, Whole

__all__ = ["rejected_record"]

ROOM = 64 * 1024
HEADER_OVERHEAD = 10
"""Bytes the two lengths of a header may take."""


def rejected_record(prefix: str, stage: str, cause: RawRecord, refusal: Refused) -> WireRecord:
    """Return the record that keeps a refused one: original key, value and headers.

    Over the topic's limit: the first 64 KiB of the value, its length and SHA-256 in
    headers; topic, partition and offset of the original always stand there.
    """
    headers = rejection_headers(stage, cause, refusal)
    value, key = cause.value or b"", cause.key or b""
    spent = len(key) + sum(len(name.encode()) + len(text or b"") + HEADER_OVERHEAD for name, text in headers)
    whole = cause.whole if isinstance(cause, CutRecord) else None
    if len(value) + spent > REJECTED.max_bytes - ROOM:
        headers = [header for header in headers if header[0].startswith("silkwire-")] if spent > KEPT_BYTES else headers
        key = key[:KEPT_KEY_BYTES]
        whole = whole or Whole(len(value), hashlib.sha256(value).hexdigest())
        value = value[:KEPT_BYTES]
    if whole is not None and whole.value_bytes is not None:
        headers.append(("silkwire-value-bytes", str(whole.value_bytes).encode()))
    if whole is not None and whole.sha256 is not None:
        headers.append(("silkwire-value-sha256", whole.sha256.encode()))
    return REJECTED.full_name(prefix), None, key, value, headers
