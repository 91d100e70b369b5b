"""Ticks of the labelled pages: every tick of a ticker is found, and no price or table is taken for one."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from agents.split.result import PageTick, Split
from agents.text.lines import split_lines
from agents.text.tick_line import TickPrinted, parse_ticks
from tests.eval.labelled import COMPOSED, SINGLE, with_pages
from training.pages import LabelledPage, read_rows

OF_REAL_PAGES = {("GBP/TRY", "40.6481", "-0.40"), ("EUR/USD", "1.0693", "-0.34")}
"""Checked by eye, with about 190 of the 1,863 short lines of these pages that have a currency and a number."""


def printed(ticks: Iterable[TickPrinted | PageTick]) -> set[tuple[str, str, str]]:
    """Return the distinct ticks: pair, rate, and change in percent."""
    return {(f"{tick.base}/{tick.quote}", str(tick.rate), str(tick.change_percent)) for tick in ticks}


def made_with(row: dict[str, Any]) -> set[tuple[str, str, str]]:
    """Return the ticks of the ticker that a composed page was made with."""
    pairs = row["ticker"]["pairs"] if row["ticker"] else []
    return {(pair, rate, str(Decimal(change.rstrip("%")))) for pair, rate, change in pairs}


@with_pages
def test_every_tick_line_of_composed_pages_has_one_tick_and_no_other_line_has_any() -> None:
    tickers = 0
    for row in read_rows(COMPOSED):
        lines, is_tick = row["raw_text"].split("\n"), [label == "TICK" for label, _ in row["line_labels"]]
        ticks = [parse_ticks(line) for line in lines]
        assert list(map(len, ticks)) == list(map(int, is_tick)), row["page_id"]
        assert printed(tick for own in ticks for tick in own) == made_with(row), row["page_id"]
        tickers += any(is_tick)
    assert tickers


@with_pages
def test_the_splitter_finds_every_tick_of_composed_pages_and_no_other(found: list[tuple[LabelledPage, Split]]) -> None:
    splits = {page.name: split for page, split in found if page.profile != "real"}
    for row in read_rows(COMPOSED):
        ticks = splits[row["page_id"]].ticks
        assert printed(ticks) == made_with(row)
        assert sum(tick.count for tick in ticks) == sum(label == "TICK" for label, _ in row["line_labels"])


@with_pages
def test_of_a_thousand_real_pages_two_ticks_are_read_and_no_price() -> None:
    pages = [row["raw_text"] for row in read_rows(SINGLE)]
    assert len(pages) > 1000
    ticks = [tick for page in pages for line in split_lines(page) for tick in parse_ticks(line.printed)]
    assert (len(ticks), printed(ticks)) == (len(OF_REAL_PAGES), OF_REAL_PAGES)
