"""A crawler that sends only rubbish is parked at the limit; the pages of all others are processed where they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.origin import UNKNOWN
from agents.stage import Outcome, Record, UnreadableRecord
from schemas.control import PARKED_SOURCES, Park, Tally
from schemas.rejection import Reason, Rejection
from streams.control.parking import Stepped, step_apart
from streams.control.refusals import RECENT_RECORDS
from streams.control.sources import SourceBreakers
from tests.control.crawled import PARKING, TOPIC, page, run


def step(sources: SourceBreakers, pages: str, first: int = 0) -> Stepped:
    """Step a batch. Each page is a letter: its source, in capitals if the page is good; ? is a bad page of nobody."""
    records = [
        page(first + at, UNKNOWN if it == "?" else it.lower(), good=it.isupper()) for at, it in enumerate(pages)
    ]  # fmt: skip
    return step_apart(PARKING, sources, records, run)


def outcomes(stepped: Stepped) -> str:
    """Return a letter for each record: parked, refused or taken."""
    return "".join("r" if isinstance(it, Rejection) else "p" if it is Outcome.PARKED else "t" for it in stepped.result.outcomes)


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ("aaaa", "rrrp"),
        ("aaaaA", "rrrpp"),
        ("aaAaaaa", "rrtrrrp"),
        ("aBaBaBaB", "rtrtrtpt"),
        ("abababab", "rrrrrrpp"),
        ("??????", "rrrrrr"),
        ("aa?a?aA", "rrrrrpp"),
    ],
)
def test_at_a_limit_of_three_a_source_is_parked_after_three_refusals_in_a_row(pages: str, expected: str) -> None:
    assert outcomes(step(SourceBreakers(3), pages)) == expected


@given(pages=st.text("aAbBcC?", max_size=40), cuts=st.sets(st.integers(1, 39)), limit=st.integers(1, 5))
def test_where_batches_are_cut_makes_no_difference(pages: str, cuts: set[int], limit: int) -> None:
    whole, parts = SourceBreakers(limit), SourceBreakers(limit)
    ends = sorted({at for at in cuts if at < len(pages)} | {len(pages)})
    begins = [0, *ends[:-1]]
    pieces = [step(parts, pages[begin:end], begin) for begin, end in zip(begins, ends, strict=True)]
    assert "".join(map(outcomes, pieces)) == outcomes(step(whole, pages))
    assert (parts.parks, parts.counts) == (whole.parks, whole.counts)


def test_only_refusals_without_a_source_count_towards_the_partition() -> None:
    stepped = step(SourceBreakers(3), "a?aB?aaA")
    assert [isinstance(it, Rejection) for it in stepped.counted] == [True, False, True]


def test_a_parked_source_is_written_with_what_an_operator_wants_to_know() -> None:
    (park,) = step(SourceBreakers(2), "aBaaa", first=7).new
    assert park == Park(topic=TOPIC, partition=0, source="a", offset=10, refused=2, last="page.bad_shape", arrival=9)


def test_a_new_owner_parks_a_source_from_the_same_offset_on() -> None:
    first = step(SourceBreakers(2), "aaaa")
    assert outcomes(first) == "rrpp"
    assert outcomes(step(SourceBreakers(2, None, first.new), "aaaa")) == "rrpp"


def test_a_replayed_page_is_never_parked_and_never_counted() -> None:
    sources = SourceBreakers(2)
    step(sources, "aa")
    replays = [page(at, "a", good=at % 2 == 0, first=at - 10) for at in range(10, 20)]
    assert outcomes(step_apart(PARKING, sources, replays, run, {"a"})) == "trtrtrtrtr"
    fresh = SourceBreakers(2)
    bad = [page(at, "a", good=False, first=0) for at in range(1, 9)]
    assert outcomes(step_apart(PARKING, fresh, bad, run, {"a"})) == "r" * 8
    assert fresh.counts == {}


def test_a_crawler_that_copies_the_header_of_a_replay_is_parked_like_others() -> None:
    forged = [page(at, "a", good=False, first=0) for at in range(1, 9)]
    assert outcomes(step_apart(PARKING, SourceBreakers(2), forged, run, {"b"})) == "rrpppppp"


def test_a_record_too_large_to_be_parked_is_refused_as_it_would_be_anyway() -> None:
    sources = SourceBreakers(1)
    step(sources, "a")
    cut = UnreadableRecord(TOPIC, 0, 5, 0, b"a", b"bad", (), Rejection(Reason.RECORD_UNREADABLE))
    stepped = step_apart(PARKING, sources, [cut], run)
    assert (outcomes(stepped), stepped.counted) == ("r", [])


@pytest.mark.parametrize("parked", ["", "a"])
def test_a_quarantined_page_is_refused_and_its_value_is_not_read(parked: str) -> None:
    sources = SourceBreakers(1)
    step(sources, parked)
    poison = page(5, "a", good=False)._replace(value=b"poison")
    stepped = step_apart(PARKING, sources, [poison], run, quarantined=True)
    assert (outcomes(stepped), stepped.counted, set(sources.parks)) == ("r", [], {"a"})


def test_a_resumed_source_is_parked_again_only_once_its_row_is_removed() -> None:
    sources = SourceBreakers(2)
    (park,) = step(sources, "aaa").new
    sources.adopt(park.model_copy(update={"resuming": True}))
    late = step(sources, "aaa", 3)
    assert (outcomes(late), late.new) == ("rrr", [])
    sources.leaving.clear()
    assert outcomes(step(sources, "aa", 6)) == "rp"


def parks(count: int) -> list[Park]:
    return [
        Park(topic=TOPIC, partition=0, source=f"s{number}", offset=0, refused=1, last="page.nul", arrival=0)
        for number in range(count)
    ]


def test_the_257th_source_is_not_parked_and_its_batches_end_at_the_limit() -> None:
    sources = SourceBreakers(3, None, parks(PARKED_SOURCES))
    assert (outcomes(step(sources, "aba")), sources.overflow, sources.capacity()) == ("rrr", None, 1)
    step(sources, "a")
    assert (sources.overflow, "a" in sources.parks) == (Reason.PAGE_BAD_SHAPE, False)
    sources.reset()
    assert (sources.overflow, sources.capacity(), sources.counts) == (None, 3, {})


def test_a_source_that_never_comes_again_does_not_cut_batches_for_good() -> None:
    counted = Tally(topic=TOPIC, partition=0, offset=0, refused=0, sources={"a": 999})
    sources = SourceBreakers(1000, counted, parks(PARKED_SOURCES))
    assert sources.capacity() == 1000
    step(sources, "bb")
    assert sources.capacity() == 998
    step(sources, "C" * RECENT_RECORDS, first=2)
    assert sources.capacity() == 1000


def test_batches_are_not_cut_while_a_source_can_be_parked() -> None:
    sources = SourceBreakers(3, None, parks(PARKED_SOURCES - 1))
    step(sources, "aa")
    assert sources.capacity() > 1_000_000


def many(numbers: Iterable[int]) -> list[Record]:
    """Return a bad page of each of these sources."""
    return [page(at, f"s{number}", good=False) for at, number in enumerate(numbers)]


@pytest.mark.parametrize("left", [1, 5, 9])
@pytest.mark.parametrize("pages", ["a" * 10, "ab" * 20, "abc" * 20])
def test_sources_that_never_come_again_neither_hold_nor_shield_others(left: int, pages: str) -> None:
    counted = Tally(topic=TOPIC, partition=0, offset=0, refused=0, sources={f"s{n}": left for n in range(PARKED_SOURCES)})
    sources = SourceBreakers(10, counted)
    assert step(sources, pages).counted == []
    assert set(sources.parks) == set(pages)


def test_a_crawler_with_a_thousand_bad_hosts_does_not_hold_the_partition() -> None:
    sources = SourceBreakers(50)
    stepped = step_apart(PARKING, sources, many(at % 1000 for at in range(5000)), run)
    assert stepped.counted == []
    assert 0 < len(sources.counts) <= PARKED_SOURCES


@given(numbers=st.lists(st.integers(0, 2 * PARKED_SOURCES), max_size=3 * PARKED_SOURCES), good=st.sets(st.integers(0, 999)))
def test_a_count_is_never_larger_than_the_rejections_in_a_row(numbers: list[int], good: set[int]) -> None:
    sources, in_a_row = SourceBreakers(10_000), Counter[str]()
    for at, number in enumerate([*range(PARKED_SOURCES), *numbers]):
        source = f"s{number}"
        step_apart(PARKING, sources, [page(at, source, good=at in good)], run)
        in_a_row[source] = 0 if at in good else in_a_row[source] + 1
    assert all(count <= in_a_row[source] for source, count in sources.counts.items())
    assert len(sources.counts) <= PARKED_SOURCES


@given(pages=st.lists(st.sampled_from("aaabbbAB"), min_size=3, max_size=12).map("".join), again=st.integers(0, 4))
def test_a_crash_never_makes_a_count_larger_than_it_was(pages: str, again: int) -> None:
    seen = len(pages)
    start = seen - min(again, seen)
    calm, before = SourceBreakers(99), SourceBreakers(99)
    step(calm, pages[:seen])
    step(before, pages[:start])
    tally = Tally(topic=TOPIC, partition=0, offset=seen, refused=0, sources=calm.counts)
    crashed = SourceBreakers(99, tally)
    crashed.begin_at(start, tally)
    assert all(count <= before.counts.get(source, 0) for source, count in crashed.counts.items())
