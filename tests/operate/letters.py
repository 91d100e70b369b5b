"""Rejected records, as a stage writes them and an operator reads them."""

from __future__ import annotations

from agents.stage import Record
from schemas.rejection import Reason, Rejection
from schemas.topics import PAGES_RAW
from streams.dead_letter import dead_letter_record
from streams.operate.dead_letters import DeadLetter, read_dead_letter

RAW = PAGES_RAW.full_name("silkwire.")

NOW = 1_794_628_800_000

Headers = tuple[tuple[str, bytes], ...]


def rejected(
    value: bytes | None, *headers: tuple[str, bytes], reason: Reason = Reason.BUG, stage: str = "split", topic: str = RAW
) -> DeadLetter:
    """Return a record as a stage refuses it and an operator reads it back."""
    cause = Record(topic, 1, 42, 0, b"k", value, headers)
    name, _partition, key, kept, named = dead_letter_record("silkwire.", stage, cause, Rejection(reason, "why"))
    return read_dead_letter(Record(name, 3, 7, NOW, key, kept, tuple((it, text or b"") for it, text in named)))
