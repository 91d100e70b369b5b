"""The made-up pages of the rows: without what a worker remembers, the verdicts on their ticks would be others."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache

from agents import split, ticks
from agents.runner import receive_all
from agents.stage import Output, Record
from agents.ticks.state import Rates
from schemas.codec import decode
from schemas.tick import FxTick
from schemas.topics import FX_TICKS, TICKS_RAW
from streams.walk.pipeline import Walk
from tests.faults.market import crawled_pages
from tests.support.pages import MadePage, envelope

ARRIVAL = 1_790_000_000_000
PARTITIONS = 6
COUNT = 200


def printed(pages: list[MadePage]) -> set[str]:
    return {pair for page in pages for pair in re.findall(r"[A-Z]{3}/USD", page.text)}


@cache
def raw_ticks() -> list[Record]:
    """Return the ticks that are printed at the heads of the pages of a partition; the articles take time, and have none."""
    heads = [replace(page, text=page.text.partition("\n\n")[0]) for page in crawled_pages(COUNT, 0)]
    walk = Walk("", [split.STAGE])
    values = [value for page in heads for value in walk.page(envelope(page), (), ARRIVAL).of(TICKS_RAW)]
    return [Record(TICKS_RAW.full_name(""), 0, offset, ARRIVAL, None, value) for offset, value in enumerate(values)]


def outputs(records: list[Record], forget: int | None = None) -> list[Output]:
    """Judge ticks; the memory is lost before one of them."""
    state, found = Rates(), list[Output]()
    for number, record in enumerate(records):
        state = Rates() if number == forget else state
        found += ticks.STAGE.step(receive_all(ticks.STAGE, [record]), state).outputs
    return found


def test_the_pages_are_the_same_in_every_run() -> None:
    assert crawled_pages(COUNT, 2) == crawled_pages(COUNT, 2)


def test_no_two_partitions_print_the_same_pair() -> None:
    pairs = Counter(pair for number in range(PARTITIONS) for pair in printed(crawled_pages(COUNT // 10, number)))
    assert set(pairs.values()) == {1}


def test_the_pages_have_what_only_a_memory_can_judge() -> None:
    pages = crawled_pages(COUNT, 0)
    found = [decode(FxTick, output.value) for output in outputs(raw_ticks()) if output.topic is FX_TICKS]
    assert {reason for tick in found for reason in tick.reasons} >= {"jump", "outlier", "confirmed", "decimal_slip", "stale"}
    assert any(tick.late for tick in found)
    assert any(tick.revision for tick in found)
    assert len({page.source for page in pages}) == 5
    texts = Counter(page.text for page in pages)
    assert max(texts.values()) > 1


def test_a_memory_that_is_lost_anywhere_shows_in_the_ticks_or_the_rates() -> None:
    records = raw_ticks()
    right = outputs(records)
    unseen = [number for number in range(10, len(records) - 10, 40) if outputs(records, forget=number) == right]
    assert unseen == []
