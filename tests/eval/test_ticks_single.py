"""Ticks read off real pages of one article: a ticker of one of them, and nothing of prices and tables."""

from __future__ import annotations

import gzip

import orjson
import pytest

from agents.text.lines import split_lines
from agents.text.tick_line import parse_ticks
from tests.support import SHARED

PAGES = SHARED / "data" / "pages_single.jsonl.gz"

pytestmark = pytest.mark.skipif(not PAGES.exists(), reason="the pages of one article are not here")

PRINTED = [
    ("GBP/TRY", "40.6481", "-0.40"),
    ("EUR/USD", "1.0693", "-0.34"),
]
"""Judged by eye, and about 190 of the 1,863 short lines with a currency and a number beside them."""


def test_of_a_thousand_real_pages_the_ticks_are_read_and_no_price_is_one() -> None:
    with gzip.open(PAGES, "rb") as lines:
        pages = [orjson.loads(line)["raw_text"] for line in lines]
    ticks = [tick for page in pages for line in split_lines(page) for tick in parse_ticks(line.printed)]
    assert len(pages) > 1000
    assert [(f"{tick.base}/{tick.quote}", str(tick.rate), str(tick.change_percent)) for tick in ticks] == PRINTED
