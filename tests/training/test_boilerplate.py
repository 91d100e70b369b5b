"""Boilerplate inside and below articles is labelled so, and the articles around it are unchanged."""

from __future__ import annotations

import random
from itertools import groupby

import pytest

from training.boilerplate import BELOW, INSIDE, KINDS, SiteWords, Wanted, with_boilerplate
from training.fronts.phrases import phrases_of
from training.pages import LabelledPage, Origin, is_phrase
from training.surroundings import LANGUAGES

LINES = [
    ("Shepherds rebuild a footbridge", "TITLE", 0),
    ("", "", -1),
    ("Eleven shepherds carried larch beams up the valley.", "PAR", 0),
    ("", "", -1),
    ("The bridge will hold four hundred sheep.", "PAR", 0),
    ("", "", -1),
    ("Felt makers open a shop", "TITLE", 1),
    ("", "", -1),
    ("Nine women sell carpets in the old post office.", "PAR", 1),
]
PAGE = LabelledPage(
    "page", Origin.MADE, "composed", "en", "\n".join(text for text, _, _ in LINES), [label for _, label, _ in LINES],
    [article for _, _, article in LINES], ["shore"] * len(LINES),
)  # fmt: skip


TITLES = ["Pelicans return to the lake", "A pass opens early", "Two schools share one bus"]


def page_with(wanted: Wanted, seed: int, language: str = "en") -> LabelledPage:
    words = SiteWords(phrases_of(language), TITLES, ["Asel Toktosunova"])
    return with_boilerplate(PAGE, [wanted], words, random.Random(seed), repeated=1.0)  # noqa: S311  no secret


@pytest.mark.parametrize("wanted", [(where, kind) for where, kinds in KINDS.items() for kind in sorted(set(kinds))])
@pytest.mark.parametrize("seed", range(10))
def test_only_boilerplate_and_blank_lines_are_added(wanted: Wanted, seed: int) -> None:
    page = page_with(wanted, seed)
    shown = zip(page.text.split("\n"), page.labels, page.articles, strict=True)
    assert [row for row in shown if row[1] not in {"", "NAV"}] == [line for line in LINES if line[1]]
    assert len(page.labels) == len(page.articles) == len(page.publishers)
    assert all(article == -1 for article, label in zip(page.articles, page.labels, strict=True) if label == "NAV")
    assert "NAV" in page.labels


@pytest.mark.parametrize("seed", range(20))
def test_a_link_inside_is_between_two_paragraphs_of_one_article_and_has_a_headline(seed: int) -> None:
    page = page_with((INSIDE, "link"), seed)
    rows = [(text, label) for text, label in zip(page.text.split("\n"), page.labels, strict=True) if label]
    added = [place for place, (_, label) in enumerate(rows) if label == "NAV"]
    assert rows[added[0] - 1][0].startswith("Eleven shepherds")
    assert rows[added[-1] + 1][0].startswith("The bridge")
    assert any(title in rows[place][0] for place in added for title in TITLES)


@pytest.mark.parametrize("seed", range(20))
def test_a_list_is_below_the_last_paragraph_of_each_article(seed: int) -> None:
    labels = [label for label in page_with((BELOW, "list"), seed).labels if label]
    assert [label for label, _ in groupby(labels)] == ["TITLE", "PAR", "NAV", "TITLE", "PAR", "NAV"]


def test_a_page_does_not_link_to_itself() -> None:
    words = SiteWords(phrases_of("en"), ["Felt makers open a shop"], ["Asel Toktosunova"])
    assert with_boilerplate(PAGE, [(INSIDE, "link"), (BELOW, "list")], words, random.Random(1), repeated=1.0) == PAGE  # noqa: S311


def test_words_of_a_site_are_phrases_and_headlines_of_other_stories_are_not() -> None:
    page = page_with((BELOW, "list"), 3)
    shown = page.text.split("\n")
    phrases = [shown[at] for at in range(len(shown)) if is_phrase(page, at)]
    assert not any(title in text for text in phrases for title in TITLES)
    market = page_with((BELOW, "market"), 3)
    assert is_phrase(market, market.labels.index("NAV"))
    assert not is_phrase(market, market.labels.index("PAR"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_for_every_kind(language: str) -> None:
    for where, kinds in KINDS.items():
        for kind in sorted(set(kinds)):
            added = [page_with((where, kind), seed, language) for seed in range(10)]
            assert any("NAV" in page.labels for page in added), (where, kind)
            assert not any("{" in page.text for page in added), (where, kind)
