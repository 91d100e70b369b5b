"""Time grows with the page and not faster: pages that are long in every way."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from agents.split.splitter import split_article, split_page

PAGE = (Path(__file__).parent / "pages" / "english.txt").read_text("utf-8")

SECONDS_PER_MEGABYTE = 60
"""Measured: 0.7 for news, 34 for lines of three characters; slow machines take a few times as long."""

LONG = {
    "news": PAGE * 40,
    "one line": "слово " * 50_000,
    "one word": "a" * 200_000,
    "short lines": "abc\n" * 40_000,
    "blank lines": "\n" * 60_000,
    "white space": " " * 200_000 + "\u200b" * 100_000,
    "years": "in 2012 x\n" * 20_000,
    "bullets": "• a\n" * 40_000,
    "ticks": "USD/KGS 87.45\n" * 10_000,
    "headings": ("Heading Like This One\n" + "Text that goes on for more than forty characters, again\n") * 2_000,
    "statements": "One more sentence that may be a headline.\n" * 4_000,
}


@pytest.mark.parametrize("name", LONG)
def test_a_long_page_takes_no_longer_than_its_length_allows(name: str) -> None:
    text = LONG[name]
    start = time.process_time()
    split_page(text)
    split_article(text)
    assert time.process_time() - start < 0.3 + 2 * SECONDS_PER_MEGABYTE * len(text) / 1_000_000
