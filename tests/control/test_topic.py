"""The control topic: the last row of each key counts, and what other programs write there is skipped."""

from __future__ import annotations

import pytest

from schemas.codec import encode
from schemas.control import Hold
from schemas.rejection import Reason
from streams.control import ControlLog
from streams.settings import Settings

HOLD = Hold(topic="pages", partition=0, stage="split", offset=7, refused=9, last=Reason.PAGE_NUL.value)


def test_the_last_row_of_a_key_counts_and_a_tombstone_removes_it() -> None:
    log = ControlLog(Settings(), "control")
    log.take(b"hold|pages|0", encode(HOLD))
    log.take(b"hold|pages|0", encode(HOLD.model_copy(update={"offset": 8})))
    assert [it.offset for it in log.rows(Hold)] == [8]
    log.take(b"hold|pages|0", None)
    assert log.rows(Hold) == []


@pytest.mark.parametrize(
    "key", [None, b"", b"hold", b"hold|pages", b"hold|pages|x", b"hold|pages|-1", "hold|pages|²".encode(), b"\xff|p|0"]
)
@pytest.mark.parametrize("value", [encode(HOLD), b"{", None])
def test_a_record_of_another_program_is_skipped(key: bytes | None, value: bytes | None) -> None:
    log = ControlLog(Settings(), "control")
    log.take(key, value)
    log.take(b"hold|pages|0", b"{")
    assert log.rows(Hold) == []
