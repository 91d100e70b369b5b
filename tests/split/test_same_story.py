"""A story has one content_id, whatever a site prints inside and below it: in eleven languages, in words no model has read."""

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
"""What is also tried between the second paragraph and the third."""
LEFT = {
    ("below", "prompt"): "uz tg tk tr de fr es", ("below", "notice"): "en tg tk", ("inside", "link"): "fr",
    ("inside", "prompt"): "en uz tg tk tr fr es", ("inside", "sky"): "ky uz tr fr es",
}  # fmt: skip
"""Lines that the model still takes for text: sentences that read like any other, single lines between two paragraphs."""


def cases(place: str, kinds: tuple[str, ...]) -> list[ParameterSet]:
    """Every language with every kind; those that are left must fail, so that each gain is noticed."""
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
def test_what_stands_below_the_story_leaves_its_id_alone(language: str, kind: str) -> None:
    assert ids_of(page_of(language, kind)) == ids_of(page_of(language))


@pytest.mark.parametrize(("language", "kind"), cases("inside", INSIDE))
def test_what_stands_between_two_paragraphs_leaves_its_id_alone(language: str, kind: str) -> None:
    assert ids_of(page_of(language, kind, inside=True)) == ids_of(page_of(language))
