"""What the operator's commands read off rejected.v1, and which records a filter means."""

from __future__ import annotations

import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.stage import Record
from schemas.rejection import Reason, Refused
from schemas.topics import PAGES_RAW
from streams.cli.rejected import Found
from streams.dead_letter import rejected_record
from streams.errors import UsageError
from streams.operate.dead_letters import Filter, Place, Rejected, read_rejected
from streams.operate.dry_run import try_again
from streams.operate.isolated import Died, run_apart
from streams.operate.times import ago, moment_ms, rfc3339
from streams.stages import STAGES
from tests.streams.test_commands import PAGE, assert_one_line, silkwire

RAW = PAGES_RAW.full_name("silkwire.")
ALGORITHM = STAGES[0].algorithm
NOW = 1_794_628_800_000
Headers = tuple[tuple[str, bytes], ...]


def rejected(
    value: bytes | None, *headers: tuple[str, bytes], reason: Reason = Reason.BUG, stage: str = "split", topic: str = RAW
) -> Rejected:
    """Return a record as a stage refuses it and an operator reads it back."""
    cause = Record(topic, 1, 42, 0, b"k", value, headers)
    name, _partition, key, kept, named = rejected_record("silkwire.", stage, cause, Refused(reason, "why"))
    return read_rejected(Record(name, 3, 7, NOW, key, kept, tuple((it, text or b"") for it, text in named)))


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
def test_the_source_is_told_as_the_split_stage_tells_it(value: bytes, headers: Headers, source: str) -> None:
    assert rejected(value, *headers).source == source


@given(st.binary(), st.lists(st.tuples(st.text(), st.binary())))
def test_whatever_stands_on_the_rejected_topic_can_be_read(value: bytes, headers: list[tuple[str, bytes]]) -> None:
    it = read_rejected(Record("silkwire.rejected.v1", 0, 0, NOW, None, value, tuple(headers)))
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
def test_a_filter_means_what_all_of_its_parts_mean(wanted: Filter, matches: bool) -> None:
    assert wanted.matches(rejected(b"x", ("source", b"kabar"))) is matches


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("0s", NOW),
        ("15m", NOW - 900_000),
        ("2h", NOW - 7_200_000),
        ("3d", NOW - 259_200_000),
        ("2026-11-14T04:00:00Z", NOW),
        ("2026-11-14T04:00:00", NOW),
        ("2026-11-14T10:00:00+06:00", NOW),
        (None, None),
    ],
)
def test_a_moment_is_an_age_or_rfc_3339(text: str | None, moment: int | None) -> None:
    assert moment_ms(text, NOW) == moment


@pytest.mark.parametrize("text", ["yesterday", "5", "-2h", "2026-13-01", ""])
def test_what_is_no_moment_is_said_so(text: str) -> None:
    with pytest.raises(UsageError, match="is no moment"):
        moment_ms(text, NOW)


def test_ages_are_told_in_their_largest_unit() -> None:
    assert [ago(it) for it in (0, 0.5, 42, 90, 7_300, 200_000)] == ["0 s", "0.5 s", "42 s", "2 min", "2 h", "2 d"]
    assert rfc3339(NOW) == "2026-11-14T04:00:00Z"


def test_a_listing_keeps_the_newest_whichever_partition_they_stand_on() -> None:
    found = Found(limit=3)
    for partition, offset, moment in [(0, 0, 50), (0, 1, 60), (1, 0, 10), (1, 1, 55), (2, 0, 5)]:
        found.take(read_rejected(Record("silkwire.rejected.v1", partition, offset, moment, None, b"x", ())))
    assert [it.id for it in found.newest] == ["0:0", "1:1", "0:1"]
    assert found.counts.total() == 5


def trial(it: Rejected, *again: tuple[str, str]) -> tuple[str, str, str]:
    tried = try_again(it, STAGES, "silkwire.", frozenset(again))
    return tried.verdict, tried.why, tried.mend


def test_a_record_that_passes_now_tells_what_it_would_give() -> None:
    tried = try_again(rejected(PAGE.encode()), STAGES, "silkwire.", frozenset())
    assert tried.verdict == "passes"
    assert tried.outputs == {"drafts.route1": 1, "ticks.raw": 1, "pages.reports": 1}


def test_a_record_that_is_refused_still_tells_why_and_what_mends_it() -> None:
    verdict, why, mend = trial(rejected(b"caf\xe9 x"))
    assert (verdict, mend) == ("refused", Reason.PAGE_NOT_UTF8.mend)
    assert why.startswith("page.not_utf8: byte 3")


@pytest.mark.parametrize(
    ("it", "why"),
    [
        (read_rejected(Record("silkwire.rejected.v1", 0, 0, NOW, None, b"x", ())), "no headers of a stage"),
        (rejected(b"x", stage="sort"), "no stage 'sort'"),
        (rejected(b"x", topic="payments.v1"), "reads payments.v1"),
        (rejected(b"x", stage="enrich"), "no stage 'enrich' of this release reads silkwire.pages.raw.v1"),
        (rejected(b"x" * 9_000_000), "only the first 65,536 of its 9,000,000 bytes were kept"),
    ],
)
def test_what_cannot_be_sent_again_says_why(it: Rejected, why: str) -> None:
    verdict, said, mend = trial(it)
    assert (verdict, why in said) == ("impossible", True), said
    assert mend


def test_a_record_that_killed_workers_is_tried_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    assert trial(rejected(PAGE.encode(), reason=Reason.QUARANTINED))[0] == "passes"
    monkeypatch.setattr("streams.operate.dry_run._judged_by_name", _die)
    verdict, why, mend = trial(rejected(PAGE.encode(), reason=Reason.QUARANTINED))
    assert (verdict, mend) == ("refused", Reason.QUARANTINED.mend)
    assert "it ended its process with 3" in why


def _die(_rejected: Rejected, _stage: str) -> None:
    os._exit(3)


def test_what_hangs_in_a_process_of_its_own_is_ended() -> None:
    with pytest.raises(Died, match=r"longer than 0\.2 s"):
        run_apart(time.sleep, 60, seconds=0.2)


def test_a_replay_that_was_refused_is_not_tried_again_under_the_same_algorithm() -> None:
    page = PAGE.encode()
    first = rejected(page)
    assert trial(first, (str(first.origin), ALGORITHM))[0] == "replayed"
    assert trial(first, (str(first.origin), "rules-0"))[0] == "passes"
    again = rejected(
        page, ("silkwire-replays", b"1"), ("silkwire-replay-of", b"there"), ("silkwire-replay-algorithm", ALGORITHM.encode())
    )
    assert (again.replays, again.first_place, again.replay_algorithm) == (1, "there", ALGORITHM)
    assert trial(again, (again.replay_of, again.replay_algorithm))[0] == "replayed"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["replay"], ["which records?", "--all"]),
        (["replay", "7"], ["PARTITION:OFFSET"]),
        (["list", "--reason", "page.not_utf"], ["did you mean page.not_utf8"]),
        (["list", "--stage", "splitt"], ["did you mean split"]),
        (["list", "--since", "yesterday"], ["is no moment"]),
        (["purge"], ["--before MOMENT or --all", "from the start of a partition only"]),
    ],
)
def test_a_wrong_word_is_one_line_that_says_what_to_do(arguments: list[str], words: list[str]) -> None:
    assert_one_line(silkwire("rejected", *arguments), 2, *words)
