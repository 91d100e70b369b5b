"""Headers of outputs: the arrival of the page, and a well-formed trace."""

from __future__ import annotations

import pytest

from agents.stage import Output, Record
from schemas.topics import ARTICLES_CLEAN, DRAFTS, PAGES_RAW, Topic
from streams.kafka.headers import arrived_ms, event_headers, trace_headers

TRACEPARENT = b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def test_the_trace_is_passed_on_but_a_forged_id_is_not() -> None:
    cause = Record("t", 0, 0, 0, None, b"", (("traceparent", TRACEPARENT), ("ce_id", b"forged"), ("baggage", b"b" * 9000)))
    output = Output(ARTICLES_CLEAN, b"", b"", "c1:1/1", "2026-11-14T04:00:00.000Z")
    headers = dict(event_headers("enrich", output, cause, b"5"))
    assert headers["traceparent"] == TRACEPARENT
    assert headers["ce_id"] == b"c1:1/1"
    assert headers["ce_type"] == b"silkwire.articles.clean.v1"
    assert "baggage" not in headers
    internal = event_headers("split", output._replace(topic=DRAFTS), cause, b"5")
    assert internal == [("silkwire-arrived", b"5"), ("traceparent", TRACEPARENT)]


@pytest.mark.parametrize(
    ("reads", "noted", "said"),
    [
        (DRAFTS, b"1794628800000", 1794628800000),
        (DRAFTS, b"soon", 7),
        (DRAFTS, b"9" * 400, 7),
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
def test_a_malformed_trace_is_dropped(name: str, value: bytes) -> None:
    assert trace_headers(Record("t", 0, 0, 0, None, b"", ((name, value),))) == []


def test_of_a_repeated_trace_header_the_first_is_passed_on() -> None:
    many = tuple(("tracestate", f"a={number}".encode()) for number in range(1000))
    assert trace_headers(Record("t", 0, 0, 0, None, b"", (*many, ("traceparent", TRACEPARENT)))) == [
        ("tracestate", b"a=0"), ("traceparent", TRACEPARENT),
    ]  # fmt: skip
