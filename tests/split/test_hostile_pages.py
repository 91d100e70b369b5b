"""Pages of thousands of similar lines: every character is in the ledger, and lines without text are no article."""

from __future__ import annotations

import pytest

from agents.split.headline.cleaned import clean_headlines
from agents.split.line_classes import classify
from agents.split.splitter import split_page
from agents.text.lines import split_lines
from tests.split.long_pages import PAGES

LINES = 5_000


@pytest.mark.parametrize("name", PAGES)
def test_spans_cover_the_page_and_no_article_is_without_text(name: str) -> None:
    text = PAGES[name](LINES // 10)
    split = split_page(text)
    assert "".join(text[span.start : span.end] for span in split.spans) == text
    assert all(article.blocks for article in split.articles)


def test_one_of_many_equal_headlines_is_kept() -> None:
    equal = clean_headlines(classify(split_lines(PAGES["equal lines"](LINES)))).copies
    assert set(equal) == set(range(LINES - 1))
    assert set(equal.values()) == {LINES - 1}
    dated = clean_headlines(classify(split_lines(PAGES["equal lines with dates between"](LINES)))).copies
    assert set(dated.values()) == {0}


@pytest.mark.parametrize("name", ["dashes", "bars", "words between bars", "buttons", "equal paths", "equal lines"])
def test_lines_without_text_give_no_article(name: str) -> None:
    assert split_page(PAGES[name](LINES // 10)).articles == ()
