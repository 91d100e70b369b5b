"""The records that crawlers may send, and the rejections of all others."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.split.decode import decode_page
from agents.stage import Record
from schemas.page import Page
from schemas.rejection import Reason, Rejection

ARRIVAL = 1_794_628_800_000
BROKER = datetime(2026, 11, 14, 4, tzinfo=UTC)


def page(value: bytes | None, **headers: str) -> Page:
    named = tuple((name.replace("_", "-") if name == "content_type" else name, text.encode()) for name, text in headers.items())
    return decode_page(Record("silkwire.pages.raw.v1", 2, 7, ARRIVAL, None, value, named))


@pytest.mark.parametrize(
    ("value", "headers", "reason"),
    [
        (None, {}, Reason.PAGE_EMPTY),
        (b"", {}, Reason.PAGE_EMPTY),
        (b'{"text": ""}', {}, Reason.PAGE_EMPTY),
        (b" \n\t \xc2\xa0", {}, Reason.PAGE_BLANK),
        (b'{"text": " \\n "}', {}, Reason.PAGE_BLANK),
        (b"a valid start, then \xff\xfe", {}, Reason.PAGE_NOT_UTF8),
        (b"overlong \xc0\xaf", {}, Reason.PAGE_NOT_UTF8),
        (b"half of a surrogate pair \xed\xa0\x80", {}, Reason.PAGE_NOT_UTF8),
        (b"binary\0file", {}, Reason.PAGE_NUL),
        (b'{"text": "binary\\u0000file"}', {}, Reason.PAGE_NUL),
        (b'{"text": "cut off', {}, Reason.PAGE_BAD_JSON),
        (b"plain text", {"content_type": "application/json"}, Reason.PAGE_BAD_JSON),
        (b'{"text": "\\ud800"}', {}, Reason.PAGE_BAD_JSON),
        (b'{"body": "no text"}', {}, Reason.PAGE_BAD_SHAPE),
        (b'{"text": ["a", "list"]}', {}, Reason.PAGE_BAD_SHAPE),
        (b'["a list"]', {"content_type": "application/json"}, Reason.PAGE_BAD_SHAPE),
        (b'{"text": "x", "layout": "scroll"}', {}, Reason.PAGE_BAD_SHAPE),
        (b'{"text": "x", "fetched_at": "yesterday"}', {}, Reason.PAGE_BAD_SHAPE),
        (b"text", {"fetched_at": "yesterday"}, Reason.PAGE_BAD_SHAPE),
    ],
)
def test_bad_input_is_rejected_with_its_reason(value: bytes | None, headers: dict[str, str], reason: Reason) -> None:
    with pytest.raises(Rejection) as rejected:
        page(value, **headers)
    assert rejected.value.reason is reason
    assert rejected.value.detail


def test_bare_text_takes_its_metadata_from_headers() -> None:
    read = page(
        "Жаңылык".encode(), source="kabar", url="https://news.example/1", fetched_at="2026-11-14T03:59:00Z", layout="article"
    )
    assert (read.text, read.source, read.url, read.layout) == ("Жаңылык", "kabar", "https://news.example/1", "article")
    assert read.event_time == datetime(2026, 11, 14, 3, 59, tzinfo=UTC)
    assert (read.page_topic, read.page_partition, read.page_offset) == ("silkwire.pages.raw.v1", 2, 7)


def test_an_envelope_may_carry_fields_we_do_not_know() -> None:
    read = page(orjson.dumps({"text": "t", "crawler_version": 3, "url": "https://news.example/2"}))
    assert (read.text, read.source) == ("t", "news.example")


def test_text_that_begins_with_a_brace_is_text_where_the_crawler_says_so() -> None:
    assert page(b"{ is how this line begins", content_type="text/plain").text == "{ is how this line begins"


@pytest.mark.parametrize(
    ("header", "envelope", "url", "source"),
    [
        ("named", "inside", "https://news.example/", "named"),
        (None, "inside", "https://news.example/", "inside"),
        (None, None, "https://news.example:8080/x", "news.example"),
        (None, None, "https://[broken", "unknown"),
        (None, None, None, "unknown"),
        ("evil\x1b[31m\nname", None, None, "evil[31mname"),
    ],
)
def test_the_source_is_the_header_else_the_envelope_else_the_host(
    header: str | None, envelope: str | None, url: str | None, source: str
) -> None:
    value = orjson.dumps({"text": "t", "source": envelope, "url": url})
    assert page(value, **({"source": header} if header else {})).source == source


@pytest.mark.parametrize(
    ("fetched_at", "event_time"),
    [
        ("2026-11-14T03:00:00Z", datetime(2026, 11, 14, 3, tzinfo=UTC)),
        ("2026-11-14T04:05:00Z", datetime(2026, 11, 14, 4, 5, tzinfo=UTC)),
        ("2026-11-14T04:05:01Z", BROKER),
        ("2099-01-01T00:00:00Z", BROKER),
        ("2026-11-14T09:00:00+06:00", datetime(2026, 11, 14, 3, tzinfo=UTC)),
        ("2026-11-14T03:00:00", datetime(2026, 11, 14, 3, tzinfo=UTC)),
        (None, BROKER),
    ],
)
def test_one_record_of_2099_does_not_move_the_event_time(fetched_at: str | None, event_time: datetime) -> None:
    value = orjson.dumps({"text": "t", "fetched_at": fetched_at})
    assert page(value).event_time == event_time


@given(value=st.binary(max_size=200), kind=st.sampled_from(["", "text/plain", "application/json", "\x00"]))
def test_any_bytes_give_a_page_or_a_refusal(value: bytes, kind: str) -> None:
    try:
        read = page(value, content_type=kind)
    except Rejection:
        return
    assert read.text.strip()
