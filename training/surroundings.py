"""Generates a random page around a story, and measures what a splitter finds of the story and the boilerplate."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agents.split.result import Split
from agents.text.normalise import content_id, words_alone
from training.boilerplate import KINDS, Row, SiteWords, Wanted, with_boilerplate
from training.compose import Piece
from training.pages import LabelledPage, Origin

__all__ = ["LANGUAGES", "MOST_NEIGHBOURS", "Drawn", "Stock", "alone", "draw", "id_of", "lines_cut", "text_lost"]

LANGUAGES = ("en", "ru", "ky", "kk", "uz", "tg", "tk", "tr", "de", "fr", "es")
PLACED: tuple[Wanted, ...] = tuple((where, kind) for where, kinds in KINDS.items() for kind in dict.fromkeys(kinds))
AROUND = ("menu above", "menu below", "neighbours")
MOST_NEIGHBOURS = 3
MOST_MENU = 60
"""Maximum number of lines of a real page's boilerplate above the stories, and below them."""
TIGHT = 0.15
"""Share of pages without blank lines."""
_TEXT = frozenset({"PAR", "LI", "SUB", "DEK"})

Splitter = Callable[[str], Split]


@dataclass(frozen=True, slots=True)
class Stock:
    """The parts from which random pages in one language are built: stories, boilerplate and words.

    All parts belong to one fold, so the model of this fold was not trained on them. Each story has two paragraphs in a row.
    """

    stories: Sequence[Piece]
    real_boilerplate: Sequence[Piece]
    words: SiteWords


@dataclass(frozen=True, slots=True)
class Drawn:
    """A random page, the story that is measured, and the kinds of surroundings on the page."""

    page: LabelledPage
    story: Piece
    kinds: tuple[str, ...]


def alone(story: Piece) -> str:
    """Return the text of a page that has only the story."""
    return "\n\n".join(text for text, _ in _printed(story))


def draw(stock: Stock, name: str, chance: random.Random) -> Drawn:
    """Choose a story and one to three kinds of surroundings at random, and return the page.

    Half of the pages have one kind of surroundings.
    """
    story = chance.choice(stock.stories)
    kinds = chance.sample([*PLACED, *AROUND], chance.choice((1, 1, 2, 3)))
    neighbours = (
        chance.sample(stock.stories, MOST_NEIGHBOURS)[: chance.randrange(1, MOST_NEIGHBOURS + 1)] if "neighbours" in kinds else []
    )
    stories = [each for each in neighbours if each is not story]
    stories.insert(chance.randrange(len(stories) + 1), story)
    rows = [(text, label, n, each.publisher) for n, each in enumerate(stories) for text, label in _printed(each)]
    tight = chance.random() < TIGHT
    spaced = rows if tight else [line for row in rows for line in (row, ("", "", -1, ""))][:-1]
    placed = [kind for kind in kinds if isinstance(kind, tuple)]
    page = with_boilerplate(_page(name, story.language, spaced), placed, stock.words, chance, repeated=1.0)
    above, below = (_menu(stock, chance) if kind in kinds else [] for kind in AROUND[:2])
    whole = [*above, *zip(page.text.split("\n"), page.labels, page.articles, page.publishers, strict=True), *below]
    names = tuple(kind if isinstance(kind, str) else f"{kind[1]} {kind[0]}" for kind in kinds)
    return Drawn(_page(name, story.language, whole), story, names)


def _printed(story: Piece) -> list[tuple[str, str]]:
    return [(text, label) for text, label in story.lines if label == "TITLE" or label in _TEXT]


def _menu(stock: Stock, chance: random.Random) -> list[Row]:
    piece = chance.choice(stock.real_boilerplate)
    start = chance.randrange(max(1, len(piece.lines) - MOST_MENU // 2))
    return [(text, "MENU" if text.strip() else "", -1, piece.publisher) for text, _ in piece.lines[start : start + MOST_MENU]]


def _page(name: str, language: str, rows: Sequence[Row]) -> LabelledPage:
    text, labels, articles, owners = zip(*rows, strict=True)
    return LabelledPage(name, Origin.MADE, "surrounded", language, "\n".join(text), [*labels], [*articles], [*owners])


def id_of(text: str, headline: str, split: Split) -> str | None:
    """Return the content_id of the article that has this headline, or None if the split has no such article."""
    wanted = words_alone(headline)
    for article in split.articles:
        if article.headline and words_alone(text[article.headline.start : article.headline.end]) == wanted:
            return content_id(headline, "\n".join(text[block.start : block.end] for block in article.blocks))
    return None


def lines_cut(page: LabelledPage, split: Split) -> tuple[int, int]:
    """Return the number of added boilerplate lines that are in no article of `split`, and the number of all of them."""
    return _outside(page, split, "NAV")


def text_lost(page: LabelledPage, split: Split) -> tuple[int, int]:
    """Return the number of paragraphs that are in no article of `split`, and the number of all paragraphs."""
    return _outside(page, split, "PAR")


def _outside(page: LabelledPage, split: Split, label: str) -> tuple[int, int]:
    kept = {span.start for article in split.articles for span in (*article.blocks, article.headline) if span}
    start, lines, outside = 0, 0, 0
    for line, named in zip(page.text.split("\n"), page.labels, strict=True):
        if named == label:
            lines += 1
            outside += not any(at in kept for at in range(start, start + len(line) + 1))
        start += len(line) + 1
    return outside, lines
