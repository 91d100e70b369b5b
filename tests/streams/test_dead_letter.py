"""A rejected record keeps the original, and the reason in headers."""

from __future__ import annotations

import hashlib

from agents.stage import Record, UnreadableRecord, WholeValue
from schemas.rejection import Reason, Rejection, RejectionHeaders
from schemas.topics import REJECTED
from streams.dead_letter import dead_letter_record
from streams.transport.fetch.record_format import KEPT_BYTES

WHY = Rejection(Reason.PAGE_NOT_UTF8, "byte 3: invalid start byte")


def rejected(
    value: bytes | None, *headers: tuple[str, bytes], key: bytes | None = b"k"
) -> tuple[bytes | None, bytes, dict[str, bytes]]:
    cause = Record("silkwire.pages.raw.v1", 1, 42, 0, key, value, headers)
    topic, _partition, kept, body, named = dead_letter_record("silkwire.", "split", cause, WHY)
    assert topic == "silkwire.rejected.v1"
    return kept, body, {name: text or b"" for name, text in named}


def test_key_value_and_headers_stay_as_they_were() -> None:
    key, value, headers = rejected(b"\xff\x00raw", ("source", b"kabar"), ("traceparent", b"00-1"))
    assert (key, value) == (b"k", b"\xff\x00raw")
    assert (headers["source"], headers["traceparent"]) == (b"kabar", b"00-1")


def test_the_reason_is_in_the_headers() -> None:
    _, _, headers = rejected(b"x")
    fields = {name.removeprefix("silkwire-").replace("-", "_"): text.decode() for name, text in headers.items()}
    read = RejectionHeaders.model_validate(fields)
    assert (read.stage, read.reason, read.topic, read.partition, read.offset) == (
        "split", Reason.PAGE_NOT_UTF8, "silkwire.pages.raw.v1", "1", "42",
    )  # fmt: skip


def test_a_crawler_cannot_forge_the_headers_of_a_rejection() -> None:
    _, _, headers = rejected(b"x", ("silkwire-reason", b"none"), ("CE_ID", b"mine"), ("Silkwire-Stage", b"mine"))
    assert headers["silkwire-reason"] == b"page.not_utf8"
    assert not {"CE_ID", "Silkwire-Stage"} & headers.keys()


def test_a_value_that_the_topic_would_not_take_leaves_its_hash() -> None:
    huge = b"x" * (REJECTED.max_bytes + 1)
    _, value, headers = rejected(huge)
    assert value == huge[:KEPT_BYTES]
    assert headers["silkwire-value-sha256"].decode() == hashlib.sha256(huge).hexdigest()
    assert headers["silkwire-value-bytes"] == str(len(huge)).encode()


def test_a_flood_of_headers_leaves_the_headers_of_the_rejection() -> None:
    flood = tuple((f"h{number}", b"x" * 1000) for number in range(9000))
    _, _, headers = rejected(b"x", *flood)
    assert headers["silkwire-reason"] == b"page.not_utf8"
    assert sum(len(name) + len(text) for name, text in headers.items()) < KEPT_BYTES


def test_a_tombstone_is_rejected_like_any_other_record() -> None:
    assert rejected(None, key=None)[:2] == (b"", b"")


def test_a_truncated_record_has_length_and_hash_of_the_whole() -> None:
    why = Rejection(Reason.RECORD_UNREADABLE, "too large")
    cut = UnreadableRecord("pages", 0, 7, 0, b"k", b"the beginning", (), why, WholeValue(20_000_000, "ab12"))
    _topic, _partition, key, value, headers = dead_letter_record("silkwire.", "split", cut, cut.rejection)
    named = dict(headers)
    assert (key, value, named["silkwire-value-bytes"], named["silkwire-value-sha256"]) == (
        b"k",
        b"the beginning",
        b"20000000",
        b"ab12",
    )
    unknown = dead_letter_record("silkwire.", "split", cut._replace(whole=WholeValue(None, None)), why)[4]
    assert "silkwire-value-bytes" not in dict(unknown)


def test_the_detail_of_a_rejection_holds_no_control_characters() -> None:
    rejection = Rejection(Reason.BUG, "ValueError: '\x1b[31m\r\n\u202e\x9b\ud800" + "x" * 900)
    assert rejection.detail.isprintable()
    assert len(rejection.detail) == 500


def test_forged_marks_of_a_replay_cannot_overflow_a_rejected_record() -> None:
    flood = tuple((name, b"x" * size) for name in ("silkwire-replays", "silkwire-replay-of") for size in (9, 9_000_000)) * 20
    _, _, headers = rejected(b"x", *flood)
    assert sum(len(name) + len(text) for name, text in headers.items()) < KEPT_BYTES
    kept = dead_letter_record("silkwire.", "split", Record("t", 0, 0, 0, None, b"x", flood), WHY)[4]
    assert [name for name, _ in kept].count("silkwire-replays") == 1
