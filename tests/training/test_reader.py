"""The counts of a reader for pages of one article."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.training.pages import FERRY, labelled, split_at, write
from training.pages import Origin
from training.reader import KnownArticle, known_articles, reader_counts

PAGE = labelled(origin=Origin.SINGLE)
KNOWN = KnownArticle(FERRY[1][0].upper(), FERRY[2][0], printed=True)


def test_the_title_is_found_in_any_case_and_other_articles_are_false() -> None:
    counts = reader_counts(PAGE, split_at(PAGE, (1, 3), (4, 7)), KNOWN)
    assert counts == {"pages": 1, "printed": True, "found": True, "further": 1, "teasers": 0, "four_grams": 1.0}


def test_without_the_title_every_article_is_false_and_the_longest_one_is_read() -> None:
    counts = reader_counts(PAGE, split_at(PAGE, (0, 3), (4, 7)), KNOWN)
    assert (counts["found"], counts["further"]) == (False, 2)
    assert 0 < counts["four_grams"] < 1


def test_a_page_that_does_not_print_its_title_counts_for_its_text_alone() -> None:
    counts = reader_counts(PAGE, split_at(PAGE, (1, 3), (4, 7)), replace(KNOWN, printed=False))
    assert (counts["found"], counts["further"], counts["teasers"]) == (False, 0, 0)


def test_a_page_without_an_article_has_no_text_right() -> None:
    assert reader_counts(PAGE, split_at(PAGE), KNOWN)["four_grams"] == 0


def test_marked_teasers_are_counted_separately() -> None:
    split = split_at(PAGE, (1, 3), (4, 7))
    marked = replace(split, articles=(split.articles[0], replace(split.articles[1], teaser=True)))
    counts = reader_counts(PAGE, marked, KNOWN)
    assert (counts["found"], counts["further"], counts["teasers"]) == (True, 0, 1)


@pytest.mark.parametrize(
    ("title", "printed"),
    [(FERRY[1][0], True), (f"{FERRY[1][0].lower()}!", True), ("A boat sails once more", False), (None, False)],
    ids=["word for word", "other case and marks", "other words", "no title"],
)
def test_a_page_prints_its_title_if_one_of_its_lines_does(title: str | None, printed: bool, tmp_path: Path) -> None:
    row = {"id": "ferry", "title": title, "blocks": [["p", "It left."], ["p", "It came."]], "raw_text": PAGE.text}
    write(tmp_path / "pages.jsonl.gz", [row])
    known = known_articles(tmp_path / "pages.jsonl.gz")["ferry"]
    assert known == KnownArticle(title or "", "It left.\nIt came.", printed)
