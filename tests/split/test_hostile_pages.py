"""Pages of thousands of like lines: time grows with the page and not faster, and every character is accounted for."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from agents.split.headline.cleaned import clean_headlines
from agents.split.headline.site import site_of
from agents.split.line_classes import classify
from agents.split.splitter import split_article, split_page
from agents.text.lines import split_lines

HEADLINE, OTHER = "Felt makers open a winter school", "Barley is dearer than last year"
TEXT = "The makers of felt rugs teach twelve pupils from the villages around the lake. Lessons begin in November and are free."
DATE = "14 November 2026"
SITE = site_of("talas-felt", "https://talas-felt.example/news")

LINES = 5_000
LINE = 100_000
FASTER_THAN_LINEAR = 3
"""Twice the page takes at most so many times as long: 2 measured, 4 where a step is quadratic."""
START_SECONDS = 0.05
TRIES = 3

PAGES: dict[str, Callable[[int], str]] = {
    "equal lines": lambda lines: f"{HEADLINE}\n" * lines,
    "equal lines with dates between": lambda lines: f"{HEADLINE}\n{DATE}\n" * (lines // 2),
    "alternating lines": lambda lines: f"{HEADLINE}\n{OTHER}\n" * (lines // 2),
    "equal stories": lambda lines: f"{HEADLINE}\n{TEXT}\n" * (lines // 2),
    "stories with dates": lambda lines: "".join(f"{HEADLINE} {n}\n{DATE}\n{TEXT}\n" for n in range(lines // 3)),
    "paths": lambda lines: "".join(f"Home > Crafts > {HEADLINE} {n}\n" for n in range(lines)),
    "equal paths": lambda lines: f"Home > Crafts > {HEADLINE}\n" * lines,
    "names of sites": lambda lines: "".join(f"{HEADLINE} {n} | Talas Felt\n" for n in range(lines)),
    "cut headlines": lambda lines: f"Home > {HEADLINE[:20]}...\n{HEADLINE}\n" * (lines // 2),
    "dashes": lambda lines: f"{'-' * 40}\n" * lines,
    "bars": lambda lines: f"{'| ' * 20}\n" * lines,
    "words between bars": lambda lines: f"{' | '.join('abcd' * 5)}\n" * lines,
    "buttons": lambda lines: "Read more\n" * lines,
}
LONG_LINES = {
    "words": "felt ", "bars": " | ", "dashes": " - ", "arrows": "Home > ", "ellipses": "... ", "one word": "a",
    "sentences": "Felt is warm. ",
}  # fmt: skip


def seconds(text: str) -> float:
    start = time.process_time()
    split_page(text, SITE)
    split_article(text, SITE)
    return time.process_time() - start


def is_linear(half: str, whole: str) -> bool:
    """Return whether any of a few tries shows that the whole page costs no more than its length allows."""
    return any(seconds(whole) < FASTER_THAN_LINEAR * seconds(half) + START_SECONDS for _ in range(TRIES))


@pytest.mark.parametrize("name", PAGES)
def test_twice_as_many_lines_take_about_twice_as_long(name: str) -> None:
    assert is_linear(PAGES[name](LINES // 2), PAGES[name](LINES))


@pytest.mark.parametrize("name", LONG_LINES)
def test_a_line_of_twice_the_length_takes_about_twice_as_long(name: str) -> None:
    piece = LONG_LINES[name]
    assert is_linear(piece * (LINE // 2 // len(piece)), piece * (LINE // len(piece)))


@pytest.mark.parametrize("name", PAGES)
def test_spans_cover_the_page_and_no_article_is_without_text(name: str) -> None:
    text = PAGES[name](LINES // 10)
    split = split_page(text, SITE)
    assert "".join(text[span.start : span.end] for span in split.spans) == text
    assert all(article.blocks for article in split.articles)


def test_of_many_prints_of_a_headline_one_stays() -> None:
    equal = clean_headlines(classify(split_lines(PAGES["equal lines"](LINES)))).copies
    assert set(equal) == set(range(LINES - 1))
    assert set(equal.values()) == {LINES - 1}
    dated = clean_headlines(classify(split_lines(PAGES["equal lines with dates between"](LINES)))).copies
    assert set(dated.values()) == {0}


@pytest.mark.parametrize("name", ["dashes", "bars", "words between bars", "buttons", "equal paths", "equal lines"])
def test_lines_without_text_give_no_article(name: str) -> None:
    assert split_page(PAGES[name](LINES // 10), SITE).articles == ()
