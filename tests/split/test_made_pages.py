"""Repeated articles: dedupe knows them by their text, which must not depend on the lines around it."""

from __future__ import annotations

from collections import defaultdict

from agents.split.splitter import split_page
from tests.support.pages import make_pages

ALIKE = 0.995
"""Share of the articles that must come out with one text; their words are made up, which makes cutting hard."""


def test_a_repeated_article_has_the_same_text_in_other_surroundings() -> None:
    texts: defaultdict[str, set[str]] = defaultdict(set)
    for page in make_pages(150, 3, repeated=0.6):
        for article in split_page(page.text).articles:
            text = "\n".join(page.text[block.start : block.end] for block in article.blocks)
            for mark in page.marks:
                if f"{mark}." in text:
                    texts[mark].add(text)
    alike = [mark for mark, found in texts.items() if len(found) == 1]
    assert len(texts) > 150
    assert len(alike) >= ALIKE * len(texts)
