"""A story has one content_id in all surroundings: in eleven languages, with words that no model was trained on."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from agents.split.splitter import split_page
from agents.text.normalise import content_id

STORIES = tomllib.loads((Path(__file__).parent / "surroundings.toml").read_text("utf-8"))
KINDS = ("link", "prompt", "notice", "market", "sky", "list")
INSIDE = ("link", "prompt", "market", "sky")
"""Kinds that are also tried between the second and the third paragraph."""
LEFT = {
    ("below", "prompt"): "uz tg tk tr de fr es", ("below", "notice"): "en tg tk", ("inside", "link"): "fr",
    ("inside", "prompt"): "en uz tg tk tr fr es", ("inside", "sky"): "ky uz tr fr es",
}  # fmt: skip
"""Lines that the model still takes for text: sentences like any other, single lines between two paragraphs."""


def cases(place: str, kinds: tuple[str, ...]) -> list[ParameterSet]:
    """Return every language with every kind; those of LEFT must fail, so that an improvement is noticed."""
    left = pytest.mark.xfail(reason="the model takes the line for text", strict=True)
    return [
        pytest.param(language, kind, marks=[left] if language in LEFT.get((place, kind), "").split() else [])
        for language in STORIES
        for kind in kinds
    ]


def page_of(language: str, kind: str | None = None, *, inside: bool = False) -> str:
    story = STORIES[language]
    added = [] if kind is None else story[kind] if kind == "list" else [story[kind]]
    text = [*story["text"][:2], *added, *story["text"][2:]] if inside else [*story["text"], *added]
    return "\n\n".join([story["title"], *text])


def ids_of(page: str) -> list[str]:
    return [
        content_id(
            page[article.headline.start : article.headline.end] if article.headline else "",
            "\n".join(page[block.start : block.end] for block in article.blocks),
        )
        for article in split_page(page).articles
    ]


@pytest.mark.parametrize("language", STORIES)
def test_the_story_alone_is_one_article_with_all_its_text(language: str) -> None:
    story = STORIES[language]
    assert ids_of(page_of(language)) == [content_id(story["title"], "\n".join(story["text"]))]


@pytest.mark.parametrize(("language", "kind"), cases("below", KINDS))
def test_lines_below_a_story_do_not_change_its_id(language: str, kind: str) -> None:
    assert ids_of(page_of(language, kind)) == ids_of(page_of(language))


@pytest.mark.parametrize(("language", "kind"), cases("inside", INSIDE))
def test_a_line_between_two_paragraphs_does_not_change_the_id_of_a_story(language: str, kind: str) -> None:
    assert ids_of(page_of(language, kind, inside=True)) == ids_of(page_of(language))
