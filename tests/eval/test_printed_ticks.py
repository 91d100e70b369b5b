"""Ticks read off whole pages, against the tickers that the pages were made with."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import orjson
import pytest

from agents.text.tick_line import parse_ticks
from tests.support import SHARED

COMPOSED = SHARED / "data" / "split_pages.jsonl.gz"

pytestmark = pytest.mark.skipif(not COMPOSED.exists(), reason="the composed pages are not here")

Tick = tuple[str, str, str]


def _pages() -> Iterator[dict[str, Any]]:
    with gzip.open(COMPOSED, "rb") as lines:
        yield from map(orjson.loads, lines)


def _read(lines: list[str]) -> set[Tick]:
    """Return the distinct ticks read off lines: pair, rate, change in percent as printed."""
    ticks = (tick for line in lines for tick in parse_ticks(line))
    return {(f"{tick.base}/{tick.quote}", str(tick.rate), str(tick.change_percent)) for tick in ticks}


def _made_with(page: dict[str, Any]) -> set[Tick]:
    pairs = page["ticker"]["pairs"] if page["ticker"] else []
    return {(pair, rate, str(Decimal(change.rstrip("%")))) for pair, rate, change in pairs}


def test_every_tick_of_a_ticker_is_read_and_none_is_invented() -> None:
    """Lines are held to their labels: `repeats` leaves out the copy at the foot of some pages."""
    with_ticker, without_ticker = 0, 0
    for page in _pages():
        lines = page["raw_text"].split("\n")
        labelled = [label == "TICK" for label, _ in page["line_labels"]]
        assert [len(parse_ticks(line)) for line in lines] == list(map(int, labelled)), page["page_id"]
        assert _read(lines) == _made_with(page), page["page_id"]
        with_ticker += any(labelled)
        without_ticker += not any(labelled)
    assert with_ticker
    assert without_ticker
