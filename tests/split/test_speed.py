"""The time of a page grows with its length and not faster, for pages that are long in every way."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.split.headline.site import site_of
from agents.split.splitter import split_article, split_page
from tests.split.long_pages import PAGES
from tests.support.cost import LINEAR, growth

NEWS = (Path(__file__).parent / "pages" / "english.txt").read_text("utf-8")
SITE = site_of("talas-felt", "https://talas-felt.example/news")

LINES, CHARACTERS = 5_000, 100_000
LONG_LINES = {
    "words": "felt ", "bars": " | ", "dashes": " - ", "arrows": "Home > ", "ellipses": "... ", "one word": "a",
    "sentences": "Felt is warm. ", "Cyrillic words": "слово ", "white space": "  \u200b",
}  # fmt: skip


def split(text: str) -> None:
    split_page(text, SITE)
    split_article(text, SITE)


@pytest.mark.parametrize("name", PAGES)
def test_twice_as_many_lines_take_about_twice_as_long(name: str) -> None:
    assert growth(split, PAGES[name](LINES // 2), PAGES[name](LINES)) < LINEAR


@pytest.mark.parametrize("name", LONG_LINES)
def test_a_line_of_twice_the_length_takes_about_twice_as_long(name: str) -> None:
    piece = LONG_LINES[name]
    assert growth(split, piece * (CHARACTERS // 2 // len(piece)), piece * (CHARACTERS // len(piece))) < LINEAR


def test_twice_the_news_take_about_twice_as_long() -> None:
    assert growth(split, NEWS * 10, NEWS * 20) < LINEAR
