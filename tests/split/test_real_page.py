"""A real page, if it is available: its articles and ticks."""

from __future__ import annotations

import json

import pytest

from agents.split.splitter import split_page
from tests.support import SHARED

REAL = SHARED / "pages" / "times-of-central-asia-2025-12-08.txt"
GOLD = SHARED / "data" / "seed_gold.json"

needs_real_page = pytest.mark.skipif(not (REAL.exists() and GOLD.exists()), reason="the real page is not at hand")


@needs_real_page
def test_the_real_page_has_its_six_articles_and_thirteen_subheadings() -> None:
    text = REAL.read_text("utf-8")
    gold = json.loads(GOLD.read_text("utf-8"))["articles"]
    articles = split_page(text).articles
    assert [text[a.headline.start : a.headline.end] if a.headline else "" for a in articles] == [a["title"] for a in gold]
    for article, expected in zip(articles, gold, strict=True):
        subheadings = [text[block.start : block.end] for block in article.blocks if block.kind == "subheading"]
        assert subheadings == [title for _, title in expected["subheads"]]


@needs_real_page
def test_the_real_page_has_its_date_its_ticks_and_no_furniture() -> None:
    split = split_page(REAL.read_text("utf-8"))
    assert str(split.page_date) == "2025-12-08"
    assert [(tick.base, str(tick.rate), str(tick.change_percent), tick.count) for tick in split.ticks] == [
        ("KGS", "0.01144", "0", 8),
        ("KZT", "0.00197", "-0", 8),
        ("TJS", "0.10904", "0", 8),
        ("UZS", "0.00008", "0", 8),
        ("TMT", "0.28490", "0", 8),
    ]
    assert "furniture" not in {span.kind for span in split.spans}
