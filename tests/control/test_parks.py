"""The rows of parked sources are found by their partition, and a source may have any characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.base import printable
from schemas.codec import encode
from schemas.control import Park, Unparked, control_key, source_key
from streams.control.parks import ParkRows


def park(source: str, **changed: object) -> Park:
    row = {"topic": "pages", "partition": 3, "source": source, "offset": 7, "refused": 5, "last": "page.nul", "arrival": 9}
    return Park.model_validate({**row, **changed})


@given(source=st.text(min_size=1, max_size=20).map(printable))
def test_the_key_of_a_row_names_its_partition_and_its_whole_source(source: str) -> None:
    assert source_key(control_key(park(source))) == ("park", "pages", 3, source)


def test_the_last_row_of_a_source_counts_and_a_tombstone_removes_it() -> None:
    rows, seen = ParkRows(), list[Park]()
    rows.on_row.append(seen.append)
    for row in (park("a|b"), park("c"), park("a|b", resuming=True)):
        assert rows.take(control_key(row), encode(row))
    assert rows.of("pages", 3) == [park("a|b", resuming=True), park("c")]
    assert rows.take(control_key(park("c")), None)
    assert (rows.of("pages", 3), rows.of("pages", 2), len(seen)) == ([park("a|b", resuming=True)], [], 3)


def test_a_source_is_resumed_while_a_note_says_how_far_its_pages_are_replayed() -> None:
    rows = ParkRows()
    notes = [Unparked(topic="parked", partition=number, source="a|b", offset=1) for number in (0, 1)]
    for note in notes:
        assert rows.take(control_key(note), encode(note))
    assert rows.take(b"unparked|parked|0|c", b"{")
    for note in notes:
        assert [source in rows.resumed for source in ("a|b", "c")] == [True, False]
        assert rows.take(control_key(note), None)
    assert "a|b" not in rows.resumed


@pytest.mark.parametrize("value", [b"", b"{", b"[]", encode(Unparked(topic="pages", partition=3, source="a", offset=1))])
def test_a_row_that_is_no_park_is_skipped(value: bytes) -> None:
    rows = ParkRows()
    assert rows.take(b"park|pages|3|a", value)
    assert rows.of("pages", 3) == []


@pytest.mark.parametrize("key", [None, b"", b"park", b"park|pages|3", b"park|pages|x|a", b"hold|pages|3|a", b"\xff|pages|3|a"])
def test_a_key_of_another_kind_is_left_to_others(key: bytes | None) -> None:
    assert ParkRows().take(key, encode(park("a"))) is False
