"""What stands on the rejected topic: the original, and why."""

from __future__ import annotations

import hashlib

import pytest

from agents.stage import Output, Record
from schemas.rejection import Reason, Refused, Rejection
from schemas.topics import ARTICLES_CLEAN, DRAFTS, PAGES_RAW, REJECTED, Topic
from streams.dead_letter import rejected_record
from streams.kafka.headers import arrived_ms, event_headers, trace_headers
from streams.transport.fetch.cut import KEPT_BYTES, CutRecord, Whole

TRACEPARENT = b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
WHY = Refused(Reason.PAGE_NOT_UTF8, "byte 3: invalid start byte")


def rejected(
    value: bytes | None, *headers: tuple[str, bytes], key: bytes | None = b"k"
) -> tuple[bytes | None, bytes, dict[str, bytes]]:
    cause = Record("silkwire.pages.raw.v1", 1, 42, 0, key, value, headers)
    topic, _partition, kept, body, named = rejected_record("silkwire.", "split", cause, WHY)
    assert topic == "silkwire.rejected.v1"
    return kept, body, {name: text or b"" for name, text in named}


def test_key_value_and_headers_stay_as_they_were() -> None:
    key, value, headers = rejected(b"\xff\x00raw", ("source", b"kabar"), ("traceparent", b"00-1"))
    assert (key, value) == (b"k", b"\xff\x00raw")
    assert (headers["source"], headers["traceparent"]) == (b"kabar", b"00-1")


def test_the_reason_stands_in_headers() -> None:
    _, _, headers = rejected(b"x")
    fields = {name.removeprefix("silkwire-").replace("-", "_"): text.decode() for name, text in headers.items()}
    read = Rejection.model_validate(fields)
    assert (read.stage, read.reason, read.topic, read.partition, read.offset) == (
        "split", Reason.PAGE_NOT_UTF8, "silkwire.pages.raw.v1", "1", "42",
    )  # fmt: skip


def test_a_crawler_cannot_forge_our_headers() -> None:
    _, _, headers = rejected(b"x", ("silkwire-reason", b"none"), ("CE_ID", b"mine"), ("Silkwire-Stage", b"mine"))
    assert headers["silkwire-reason"] == b"page.not_utf8"
    assert not {"CE_ID", "Silkwire-Stage"} & headers.keys()


def test_a_value_that_the_topic_would_not_take_leaves_its_hash() -> None:
    huge = b"x" * (REJECTED.max_bytes + 1)
    _, value, headers = rejected(huge)
    assert value == huge[:KEPT_BYTES]
    assert headers["silkwire-value-sha256"].decode() == hashlib.sha256(huge).hexdigest()
    assert headers["silkwire-value-bytes"] == str(len(huge)).encode()


def test_a_flood_of_headers_leaves_what_we_say_of_the_record() -> None:
    flood = tuple((f"h{number}", b"x" * 1000) for number in range(9000))
    _, _, headers = rejected(b"x", *flood)
    assert headers["silkwire-reason"] == b"page.not_utf8"
    assert sum(len(name) + len(text) for name, text in headers.items()) < KEPT_BYTES


def test_a_tombstone_is_rejected_like_any_other_record() -> None:
    assert rejected(None, key=None)[:2] == (b"", b"")


def test_the_trace_is_passed_on_and_a_forged_id_is_not() -> None:
    cause = Record("t", 0, 0, 0, None, b"", (("traceparent", TRACEPARENT), ("ce_id", b"forged"), ("baggage", b"b" * 9000)))
    output = Output(ARTICLES_CLEAN, b"", b"", "c1:1/1", "2026-11-14T04:00:00.000Z")
    headers = dict(event_headers("enrich", output, cause, b"5"))
    assert headers["traceparent"] == TRACEPARENT
    assert headers["ce_id"] == b"c1:1/1"
    assert headers["ce_type"] == b"silkwire.articles.clean.v1"
    assert "baggage" not in headers
    internal = event_headers("split", output._replace(topic=DRAFTS[0]), cause, b"5")
    assert internal == [("silkwire-arrived", b"5"), ("traceparent", TRACEPARENT)]


@pytest.mark.parametrize(
    ("reads", "noted", "said"),
    [
        (DRAFTS[0], b"1794628800000", 1794628800000),
        (DRAFTS[0], b"soon", 7),
        (DRAFTS[0], b"9" * 400, 7),
        (PAGES_RAW, b"1794628800000", 7),  # a crawler cannot date its pages for us
    ],
)
def test_the_arrival_of_a_page_is_known_in_every_stage(reads: Topic, noted: bytes, said: int) -> None:
    assert arrived_ms(Record("t", 0, 0, 7, None, b"", (("silkwire-arrived", noted),)), reads) == said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("traceparent", b"00-7"),
        ("traceparent", b"ff" + TRACEPARENT[2:]),
        ("traceparent", b"00-" + b"0" * 32 + TRACEPARENT[35:]),
        ("traceparent", TRACEPARENT.upper()),
        ("traceparent", TRACEPARENT + b"\n"),
        ("tracestate", b"a=\x1b[31m"),
        ("tracestate", b"a=" + b"b" * 511),
        ("baggage", b"caf\xe9"),
        ("baggage", b""),
    ],
)
def test_a_malformed_trace_goes_no_further(name: str, value: bytes) -> None:
    assert trace_headers(Record("t", 0, 0, 0, None, b"", ((name, value),))) == []


def test_of_a_trace_that_stands_often_the_first_goes_on() -> None:
    many = tuple(("tracestate", f"a={number}".encode()) for number in range(1000))
    assert trace_headers(Record("t", 0, 0, 0, None, b"", (*many, ("traceparent", TRACEPARENT)))) == [
        ("tracestate", b"a=0"), ("traceparent", TRACEPARENT),
    ]  # fmt: skip


def test_a_record_that_was_not_read_whole_says_what_is_known_of_the_whole() -> None:
    why = Refused(Reason.RECORD_UNREADABLE, "too large")
    cut = CutRecord("pages", 0, 7, 0, b"k", b"the beginning", (), why, Whole(20_000_000, "ab12"))
    _topic, _partition, key, value, headers = rejected_record("silkwire.", "split", cut, cut.refusal)
    named = dict(headers)
    assert (key, value, named["silkwire-value-bytes"], named["silkwire-value-sha256"]) == (
        b"k",
        b"the beginning",
        b"20000000",
        b"ab12",
    )
    unknown = rejected_record("silkwire.", "split", cut._replace(whole=Whole(None, None)), why)[4]
    assert "silkwire-value-bytes" not in dict(unknown)


def test_the_detail_of_a_refusal_holds_nothing_that_a_terminal_obeys() -> None:
    refusal = Refused(Reason.BUG, "ValueError: '\x1b[31m\r\n\u202e\x9b\ud800" + "x" * 900)
    assert refusal.detail.isprintable()
    assert len(refusal.detail) == 500


def test_forged_marks_of_a_replay_cannot_overflow_a_rejected_record() -> None:
    flood = tuple((name, b"x" * size) for name in ("silkwire-replays", "silkwire-replay-of") for size in (9, 9_000_000)) * 20
    _, _, headers = rejected(b"x", *flood)
    assert sum(len(name) + len(text) for name, text in headers.items()) < KEPT_BYTES
    kept = rejected_record("silkwire.", "split", Record("t", 0, 0, 0, None, b"x", flood), WHY)[4]
    assert [name for name, _ in kept].count("silkwire-replays") == 1
