"""The control topic: the last row of each key counts, and what other programs write there is skipped."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from faust.types import TP
from hypothesis import given
from hypothesis import strategies as st

from schemas.codec import encode
from schemas.control import KINDS, ControlRow, Hold, Mark, control_key
from schemas.rejection import Reason
from streams.control import ControlLog
from streams.kafka.start_position import KnownOffset
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
    "key",
    [
        None, b"", b"hold", b"hold|pages", b"hold|pages|x", b"hold|pages|-1", "hold|pages|²".encode(), b"\xff|p|0",
        b"hold|pages|" + b"1" * 4301, b"park|pages|" + b"9" * 5000 + b"|s", b"unparked|pages|" + b"9" * 5000 + b"|3", b"park|t|0",
    ],
)  # fmt: skip
@pytest.mark.parametrize("value", [encode(HOLD), b"{", None])
def test_a_record_of_another_program_is_skipped(key: bytes | None, value: bytes | None) -> None:
    log = ControlLog(Settings(), "control")
    log.take(key, value)
    log.take(b"hold|pages|0", b"{")
    assert log.rows(Hold) == []


NUMBERS = st.text(st.characters(categories=["N"]), max_size=12).map(str.encode) | st.integers(0, 5000).map(lambda n: b"9" * n)
KEYS = st.one_of(
    st.none(), st.binary(max_size=12), st.builds(
        lambda kind, topic, number: b"|".join([kind, topic, number]),
        st.sampled_from([*(kind.encode() for kind in KINDS), b""]), st.binary(max_size=4), NUMBERS,
    ), st.builds(
        lambda kind, topic, number, source: b"|".join([kind, topic, number, source]),
        st.sampled_from([kind.encode() for kind in KINDS]), st.binary(max_size=4), NUMBERS, st.binary(max_size=4),
    ),
)  # fmt: skip


@given(KEYS, st.none() | st.binary(max_size=12) | st.sampled_from([encode(HOLD), encode(HOLD)[:-1], b"[]", b"null"]))
def test_no_record_of_another_program_stops_the_reading(key: bytes | None, value: bytes | None) -> None:
    log = ControlLog(Settings(), "control")
    log.take(b"hold|pages|0", encode(HOLD))
    log.take(key, value)
    log.take(b"hold|other|0", encode(HOLD.model_copy(update={"topic": "other"})))
    assert {"other"} <= {it.topic for it in log.rows(Hold)} <= {"pages", "other"}


PAGES = TP("pages", 3)
HERE = Settings(group="here")


class Log(ControlLog):
    """A control topic that keeps what is written."""

    async def put(self, rows: Iterable[ControlRow]) -> None:
        for row in rows:
            self.take(control_key(row), encode(row))


def offset(log: ControlLog) -> int | None:
    mark = log.mark(*PAGES)
    return mark.offset if mark else None


async def test_each_group_has_its_own_marks() -> None:
    log = Log(HERE, "control")
    other = Mark(topic=PAGES.topic, partition=PAGES.partition, group="there", offset=9)
    await log.put([other])
    assert offset(log) is None
    await log.note_offsets({PAGES: KnownOffset(4, "id", "mark")})
    assert (offset(log), log.row(Mark, "there|pages", 3)) == (4, other)


@pytest.mark.parametrize(
    ("after", "back", "kept"),
    [
        (KnownOffset(7, "id", "mark"), False, 7),
        (KnownOffset(3, "id", "mark"), False, 5),
        (KnownOffset(3, "id", "mark"), True, 3),
        (KnownOffset(3, "new", "mark"), False, 3),
        (KnownOffset(3, "", "mark"), False, 5),
    ],
    ids=["a commit", "a worker that was fenced", "an assignment after a replay", "a topic made again", "an id not known"],
)
async def test_a_mark_goes_back_only_where_the_group_has_gone_back(after: KnownOffset, back: bool, kept: int) -> None:
    log = Log(HERE, "control")
    await log.note_offsets({PAGES: KnownOffset(5, "id", "mark")})
    await log.note_offsets({PAGES: after}, back=back)
    assert offset(log) == kept
