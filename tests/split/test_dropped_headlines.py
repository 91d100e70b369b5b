"""Which step of the splitter dropped a line that looks like a headline."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from agents.split.dropped_headlines import (
    FURNITURE,
    LIKELIER,
    LITTLE_PAGE,
    LITTLE_TEXT,
    LONG_NEIGHBOUR,
    NO_TEXT,
    OF_ARTICLE_ABOVE,
    PART,
    dropped_headlines,
)
from agents.split.ledger import ArticleLines, found_articles, ledger
from agents.split.line_classes import classify
from agents.split.report_counts import running_text
from agents.split.result import SpanKind, Split
from agents.text.lines import split_lines

ONE, OTHER = "Shepherds rebuild a footbridge", "Felt makers open a shop"
TEXT = "Eleven shepherds have rebuilt the footbridge to the upper pasture before the first snow falls."
STORY = [TEXT] * 20


def dropped(lines: Sequence[str], sure: dict[int, float], *articles: ArticleLines) -> dict[int, str]:
    classed = classify(split_lines("\n".join(lines)))
    found = found_articles(classed, articles, classed, [False] * len(articles))
    return dropped_headlines(classed, sure, Split(found, (), ledger(classed, articles), None, None, 0, running_text(classed)))


def article(headline: int, lines: int, *more: SpanKind) -> ArticleLines:
    text: list[SpanKind] = ["paragraph"] * lines
    return ArticleLines(headline, headline + 1, [*text, *more], 0.9)


@pytest.mark.parametrize(
    ("lines", "sure", "articles", "step"),
    [
        ([OTHER, TEXT, ONE, "Home", "Read the full story of the bridge today"], {2: 0.8}, [article(0, 1)], NO_TEXT),
        ([OTHER, TEXT, ONE], {2: 0.8}, [article(0, 1)], NO_TEXT),
        ([OTHER, "", ONE, TEXT], {0: 0.7, 2: 0.9}, [article(2, 1)], LIKELIER),
        ([OTHER, ONE, "Snow fell."], {0: 0.6, 1: 0.9}, [], LIKELIER),
        ([ONE, "Snow fell on Friday."], {0: 0.8}, [], LITTLE_TEXT),
        ([ONE, TEXT], {0: 0.8}, [], LITTLE_PAGE),
        ([ONE, *STORY], {0: 0.8}, [], FURNITURE),
        ([ONE, *STORY, OTHER, TEXT], {21: 0.8}, [article(0, 20)], LONG_NEIGHBOUR),
        ([ONE, *STORY, OTHER, *STORY], {21: 0.8}, [article(0, 20)], FURNITURE),
        ([OTHER, TEXT, ONE, TEXT], {2: 0.8}, [article(0, 1)], FURNITURE),
        ([OTHER, TEXT, ONE, TEXT], {2: 0.8}, [article(0, 1, "furniture", "paragraph")], OF_ARTICLE_ABOVE),
        ([OTHER, TEXT, ONE, TEXT], {2: 0.8}, [article(0, 3)], PART.format("paragraph")),
    ],
)
def test_the_step_follows_from_the_text_below_and_the_articles_around(
    lines: list[str], sure: dict[int, float], articles: list[ArticleLines], step: str
) -> None:
    number = min(set(sure) - {each.headline for each in articles})
    assert dropped(lines, sure, *articles)[number] == step


def test_headlines_and_unlikely_lines_have_no_step() -> None:
    assert dropped([ONE, TEXT, OTHER], {0: 0.9, 1: 0.1, 2: 0.4}, article(0, 1)) == {}
