"""The time of a page grows with its length and not faster, for pages that are long in every way."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from agents.split.headline.site import site_of
from agents.split.splitter import split_article, split_page
from tests.split.long_pages import PAGES

NEWS = (Path(__file__).parent / "pages" / "english.txt").read_text("utf-8")
SITE = site_of("talas-felt", "https://talas-felt.example/news")

MOST_GROWTH = 3
"""Twice the page takes less than three times as long: 2 measured, 4 if a step is quadratic."""
NOISE = 0.02
"""Seconds of process time that one measurement may be off."""
TRIES = 5

LINES, CHARACTERS = 5_000, 100_000
LONG_LINES = {
    "words": "felt ", "bars": " | ", "dashes": " - ", "arrows": "Home > ", "ellipses": "... ", "one word": "a",
    "sentences": "Felt is warm. ", "Cyrillic words": "слово ", "white space": "  \u200b",
}  # fmt: skip


def seconds(text: str) -> float:
    start = time.process_time()
    split_page(text, SITE)
    split_article(text, SITE)
    return time.process_time() - start


def grows_linearly(half: str, whole: str) -> bool:
    """Compare the least process times of several tries, so that other programs on the machine do not decide."""
    halves: list[float] = []
    wholes: list[float] = []
    for _ in range(TRIES):
        halves.append(seconds(half))
        wholes.append(seconds(whole))
        if min(wholes) < MOST_GROWTH * min(halves) + NOISE:
            return True
    return False


@pytest.mark.parametrize("name", PAGES)
def test_twice_as_many_lines_take_about_twice_as_long(name: str) -> None:
    assert grows_linearly(PAGES[name](LINES // 2), PAGES[name](LINES))


@pytest.mark.parametrize("name", LONG_LINES)
def test_a_line_of_twice_the_length_takes_about_twice_as_long(name: str) -> None:
    piece = LONG_LINES[name]
    assert grows_linearly(piece * (CHARACTERS // 2 // len(piece)), piece * (CHARACTERS // len(piece)))


def test_twice_the_news_take_about_twice_as_long() -> None:
    assert grows_linearly(NEWS * 10, NEWS * 20)
