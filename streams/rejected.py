"""What a refused record looks like on rejected.v1: the original, and the reason in headers."""

from __future__ import annotations

import hashlib

from agents.protocols import RawRecord
from schemas.rejection import Refused
from schemas.topics import REJECTED
from streams.headers import Headers, rejection_headers
from streams.transport import WireRecord

__all__ = ["KEPT_BYTES", "rejected_record"]

KEPT_BYTES = 64 * 1024
"""What is kept of a value that the rejected topic would not take whole."""

ROOM = 64 * 1024


def rejected_record(prefix: str, stage: str, cause: RawRecord, refusal: Refused) -> WireRecord:
    """Return the record that keeps a refused one: original key, value and headers.

    Over the topic's limit: the first 64 KiB of the value, its length and SHA-256 in
    headers; topic, partition and offset of the original always stand there.
    """
    headers = rejection_headers(stage, cause, refusal)
    value, key = cause.value or b"", cause.key
    spent = len(key or b"") + sum(len(name) + len(text or b"") for name, text in headers)
    if len(value) + spent > REJECTED.max_bytes - ROOM:
        headers = _ours(headers) if spent > KEPT_BYTES else headers
        key = key[:1024] if key is not None else None
        headers += [
            ("silkwire-value-bytes", str(len(value)).encode()),
            ("silkwire-value-sha256", hashlib.sha256(value).hexdigest().encode()),
        ]
        value = value[:KEPT_BYTES]
    return REJECTED.full_name(prefix), None, key if key is not None else b"", value, headers


def _ours(headers: Headers) -> Headers:
    return [header for header in headers if header[0].startswith("silkwire-")]
