"""The splitter's errors on real pages, by kind: missed headlines, invented headlines, inexact bodies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from agents.split.line_classes import classify
from agents.split.result import FoundArticle, Split
from agents.split.segmentation.stories import SHORTEST_STORY
from agents.text.lines import split_lines
from training.pages import LabelledPage
from training.score import TEXT, Found, articles_by_line, body_of
from training.titles import squeezed

__all__ = ["Errors", "Kind", "PageErrors", "errors_of"]

Kind = tuple[str, str]
"""A criterion by which errors are grouped, and a value of the criterion, such as ("story", "first")."""


@dataclass(frozen=True, slots=True)
class PageErrors:
    """The numbers of stories and errors of one page.

    `missed` counts headlines that the splitter did not find, `invented` other lines that it took for headlines. `inexact`
    counts stories that were found with a wrong body.
    """

    name: str
    profile: str
    stories: int
    missed: int
    invented: int
    inexact: int


@dataclass(frozen=True, slots=True)
class Errors:
    """The errors of all pages.

    `stories` counts all stories per kind, the next three fields the errors per kind. `pages` has the errors of each page, the
    worst page first.
    """

    stories: Counter[Kind] = field(default_factory=Counter)
    missed: Counter[Kind] = field(default_factory=Counter)
    invented: Counter[Kind] = field(default_factory=Counter)
    inexact: Counter[Kind] = field(default_factory=Counter)
    pages: list[PageErrors] = field(default_factory=list)


def errors_of(found: Found) -> Errors:
    """Return the errors of all pages. Each error is counted once per criterion."""
    errors = Errors()
    for page, split in found:
        errors.pages.append(_page_errors(page, split, errors))
    errors.pages.sort(key=lambda page: (-page.missed - page.invented - page.inexact, page.name))
    return errors


def _page_errors(page: LabelledPage, split: Split, errors: Errors) -> PageErrors:
    articles = articles_by_line(split)
    gold = [number for number, label in enumerate(page.labels) if label == "TITLE"]
    classes = [classed.kind.value for classed in classify(split_lines(page.text))]
    missed = invented = inexact = 0
    for place, number in enumerate(gold):
        kinds = [*_story_kinds(page, number, place, len(gold)), ("headline's class", classes[number])]
        errors.stories.update(kinds)
        if number not in articles:
            missed += 1
            errors.missed.update(kinds)
        elif wrong := _inexact_kind(page, number, articles[number][1]):
            inexact += 1
            errors.inexact.update([("body", wrong), ("profile", page.profile)])
    for number in sorted(articles.keys() - set(gold)):
        invented += 1
        errors.invented.update([*_invented_kinds(page, number, articles[number][0]), ("headline's class", classes[number])])
    return PageErrors(page.name, page.profile, len(gold), missed, invented, inexact)


def _story_kinds(page: LabelledPage, number: int, place: int, stories: int) -> Iterator[Kind]:
    own = [n for n, label in enumerate(page.labels) if label in TEXT and page.articles[n] == page.articles[number]]
    lines = page.text.split("\n")
    size = sum(len(lines[n].strip()) for n in own)
    yield "text", f"{_paragraphs(len(own))}, {_characters(size)}"
    yield "story", "first" if place == 0 else "last" if place == stories - 1 else "between"
    yield "profile", page.profile


def _paragraphs(count: int) -> str:
    return "1 line" if count < 2 else "2-3 lines" if count < 4 else "4+ lines"


def _characters(size: int) -> str:
    return "under 150 characters" if size < 150 else "under 600 characters" if size < 600 else "600+ characters"


def _invented_kinds(page: LabelledPage, number: int, article: FoundArticle) -> Iterator[Kind]:
    yield "label", page.labels[number] or "blank"
    yield "why", _why(page, number, article)
    yield "profile", page.profile


def _why(page: LabelledPage, number: int, article: FoundArticle) -> str:
    lines = page.text.split("\n")
    titles = {squeezed(lines[n]) for n, label in enumerate(page.labels) if label == "TITLE"}
    if squeezed(lines[number]) in titles:
        return "a headline of the page, listed"
    if sum(block.end - block.start for block in article.blocks) < SHORTEST_STORY:
        return f"text under {SHORTEST_STORY} characters"
    if "TITLE" not in page.labels[:number]:
        return "above the first story"
    return "other"


def _inexact_kind(page: LabelledPage, start: int, end: int) -> str | None:
    """Return what is wrong with the body of a found headline, or None if the body is exact.

    The headline is line `start`; the body ends before line `end`.
    """
    found, gold = body_of(page, start, end)
    if found == gold:
        return None
    extra = {page.labels[number] for number in found - gold}
    if "TITLE" in extra:
        return "the next story in it"
    if extra:
        return f"{' and '.join(sorted(extra))} in it"
    return "text missing"
