"""An article is a headline with enough text, and no link to another page."""

from __future__ import annotations

import pytest

from agents.split.ledger import ArticleLines
from agents.split.line_classes import classify
from agents.split.segmentation.stories import LITTLE, LONG_STORY, SHORTEST_STORY, stories_of
from agents.text.lines import split_lines

SENTENCE = "Two rangers with a telescope have seen more pelicans at the lake than in any autumn. "


def _page(*stories: list[int]) -> tuple[str, list[ArticleLines]]:
    """Return a page of stories, each a headline and one paragraph of so many characters per number."""
    lines: list[str] = []
    articles = []
    for number, story in enumerate(stories):
        head = len(lines)
        lines.append(f"Headline of story {number}")
        lines += [(SENTENCE * (size // len(SENTENCE) + 1))[:size].rstrip().ljust(size, ".") for size in story]
        articles.append(ArticleLines(head, head + 1, ["paragraph"] * len(story), 0.8))
    return "\n".join(lines), articles


def _kept(*stories: list[int], is_certain: bool = True) -> list[int]:
    text, articles = _page(*stories)
    kept = stories_of(classify(split_lines(text)), articles, is_certain=is_certain)
    return [articles.index(article) for article in kept]


@pytest.mark.parametrize(
    ("stories", "kept"),
    [
        ([[SHORTEST_STORY - 1]], []),
        ([[SHORTEST_STORY]], [0]),
        ([[LONG_STORY], [200], [150]], [0]),
        ([[150], [LONG_STORY]], [1]),
        ([[LONG_STORY, 800], [200], [700]], [0, 2]),
        ([[LONG_STORY], [300], [300], [300], [300]], [0, 1, 2, 3, 4]),
        ([[LONG_STORY], [LONG_STORY], [200]], [0, 1, 2]),
        ([[200], [300], [250]], [0, 1, 2]),
    ],
    ids=[
        "too little text", "just enough text", "teasers after a long story", "teaser before a long story",
        "a second story of several paragraphs stays", "a front with one long story", "two long stories", "briefs",
    ],
)  # fmt: skip
def test_a_headline_with_text_is_a_story_unless_it_is_a_link_beside_the_one_long_story(
    stories: list[list[int]], kept: list[int]
) -> None:
    assert _kept(*stories) == kept


def test_few_words_among_much_furniture_are_no_story_unless_a_headline_is_certain() -> None:
    text, articles = _page([100])
    lines = classify(split_lines(text + "\n" + "\n".join(f"Menu entry number {n}" for n in range(LITTLE // 10))))
    assert stories_of(lines, articles, is_certain=False) == []
    assert stories_of(lines, articles, is_certain=True) == articles


def test_a_page_that_is_mostly_its_story_is_one_though_no_headline_is_certain() -> None:
    assert _kept([100], is_certain=False) == [0]
