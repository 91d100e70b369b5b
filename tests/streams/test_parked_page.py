"""A parked page is kept as it came, and its replay differs from it by one header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.origin import PAGE_HEADER, Origin, page_header
from agents.split.sources import origin_of
from agents.stage import Record, UnreadableRecord
from schemas.rejection import Reason, Rejection
from schemas.topics import PAGES_PARKED
from streams.kafka.headers import ARRIVED
from streams.parked_page import can_be_parked, origin_of_parked, parked_record, replay_headers

TOPIC = "silkwire.pages.raw.v1"
names = st.text(max_size=8).filter(lambda name: not name.lower().startswith(("silkwire-", "ce_"))) | st.just("silkwire-replays")


def record(value: bytes | None = b"text", headers: tuple[tuple[str, bytes], ...] = (), key: bytes | None = b"k") -> Record:
    return Record(TOPIC, 2, 7, 1000, key, value, headers)


def parked(page: Record) -> Record:
    """Return the record of pages.parked for a page."""
    topic, where, key, value, headers = parked_record("silkwire.", page, origin_of(page))
    number = where(key, 4) if callable(where) else where
    return Record(topic, number, 0, 2000, key, value, tuple((name, text or b"") for name, text in headers))


@given(key=st.binary(max_size=9), value=st.binary(max_size=30), headers=st.lists(st.tuples(names, st.binary(max_size=9))))
def test_a_replay_has_the_original_key_value_and_headers(key: bytes, value: bytes, headers: list[tuple[str, bytes]]) -> None:
    page = record(value, tuple(headers), key)
    waits = parked(page)
    origin = origin_of_parked(waits)
    assert origin is not None
    assert (waits.topic, waits.partition, waits.key, waits.value) == (PAGES_PARKED.full_name("silkwire."), 2, key, value)
    assert replay_headers(waits, origin) == (*headers, (PAGE_HEADER, page_header(Origin(TOPIC, 2, 7, 1000))))


def test_a_page_that_is_parked_again_keeps_its_first_place() -> None:
    first = parked(record(headers=(("source", b"kabar"),)))
    origin = origin_of_parked(first)
    assert origin is not None
    again = Record(TOPIC, 2, 90, 5000, first.key, first.value, replay_headers(first, origin))
    assert origin_of_parked(parked(again)) == Origin(TOPIC, 2, 7, 1000, "kabar")


def test_a_record_of_another_program_has_no_origin() -> None:
    assert origin_of_parked(record()) is None
    assert (
        origin_of_parked(record(headers=(("silkwire-topic", b"t"), ("silkwire-source", b"s"), ("silkwire-partition", b"x"))))
        is None
    )


@pytest.mark.parametrize("digits", ["x", "", "-1", "²", "9" * 20, "9" * 5000])
@pytest.mark.parametrize("name", ["silkwire-partition", "silkwire-offset", ARRIVED])
def test_a_record_whose_place_is_no_number_has_no_origin(name: str, digits: str) -> None:
    waits = parked(record())
    assert origin_of_parked(waits) is not None
    headers = tuple((given, digits.encode() if given == name else value) for given, value in waits.headers)
    assert origin_of_parked(waits._replace(headers=headers)) is None


def test_a_page_is_parked_whole_or_not_at_all() -> None:
    cut = UnreadableRecord(TOPIC, 2, 7, 0, None, b"x", (), Rejection(Reason.RECORD_UNREADABLE))
    assert [can_be_parked(it) for it in (record(b"x" * 4 * 1024 * 1024), record(None, key=None))] == [True, True]
    assert [can_be_parked(it) for it in (record(b"x" * PAGES_PARKED.max_bytes), cut)] == [False, False]
