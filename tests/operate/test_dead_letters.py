"""Reading a record of rejected.v1, and selecting records by a filter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.stage import Record
from schemas.rejection import Reason
from streams.operate.dead_letters import Filter, Place, read_dead_letter
from tests.operate.letters import NOW, RAW, Headers, rejected


def test_the_original_and_the_reason_are_read_back() -> None:
    it = rejected(b"\xffraw", ("source", b"kabar"), ("traceparent", b"00-1"), reason=Reason.PAGE_NOT_UTF8)
    assert (it.id, it.origin, it.key, it.value) == ("3:7", Place(RAW, 1, 42), b"k", b"\xffraw")
    assert it.headers == (("source", b"kabar"), ("traceparent", b"00-1"))
    assert (it.stage, it.known_reason, it.detail, it.source, it.cut) == ("split", Reason.PAGE_NOT_UTF8, "why", "kabar", False)


@pytest.mark.parametrize(
    ("value", "headers", "source"),
    [
        (b"text", (("source", b"kabar"),), "kabar"),
        (b'{"text": "x", "source": "tuz"}', (), "tuz"),
        (b'{"text": "x", "url": "https://news.example/1"}', (), "news.example"),
        (b"text", (("url", b"https://kabar.example/1"),), "kabar.example"),
        (b"text", (("url", b"https://[broken"),), "unknown"),
        (b'{"source"', (), "unknown"),
        (b"[1]", (), "unknown"),
    ],
)
def test_the_source_is_the_one_that_the_split_stage_finds(value: bytes, headers: Headers, source: str) -> None:
    assert rejected(value, *headers).source == source


@given(st.binary(), st.lists(st.tuples(st.text(), st.binary())))
def test_any_record_of_the_rejected_topic_can_be_read(value: bytes, headers: list[tuple[str, bytes]]) -> None:
    it = read_dead_letter(Record("silkwire.rejected.v1", 0, 0, NOW, None, value, tuple(headers)))
    assert it.value == value
    assert it.whole_bytes >= len(value)


@pytest.mark.parametrize(
    ("wanted", "matches"),
    [
        (Filter(), True),
        (Filter(reasons=frozenset({"bug", "page.nul"})), True),
        (Filter(reasons=frozenset({"page.nul"})), False),
        (Filter(stages=frozenset({"split"}), sources=frozenset({"kabar"})), True),
        (Filter(stages=frozenset({"split"}), sources=frozenset({"tuz"})), False),
        (Filter(ids=frozenset({"3:7"})), True),
        (Filter(ids=frozenset({"3:8"})), False),
        (Filter(since=NOW), True),
        (Filter(since=NOW + 1), False),
        (Filter(until=NOW), False),
        (Filter(until=NOW + 1), True),
    ],
)
def test_a_filter_selects_what_matches_all_its_fields(wanted: Filter, matches: bool) -> None:
    assert wanted.matches(rejected(b"x", ("source", b"kabar"))) is matches
