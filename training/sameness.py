"""Measures whether a story keeps its content_id on random pages, where other lines surround the story.

The model that splits a page was trained without the publishers of the page.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from rich.console import Console
from rich.progress import track

from agents.split.model.passes import predict
from agents.split.model.trained_model import TrainedModel
from agents.split.result import Split
from agents.split.splitter import prepared_page, split_prepared
from training.boilerplate import SiteWords
from training.compose import Piece, boilerplate_of, pieces_of
from training.fronts.names import written_names
from training.fronts.phrases import Phrases, of_fold, phrases_of
from training.parallel import each
from training.report import Grid
from training.shapes import Shape, pages_of
from training.surroundings import MOST_NEIGHBOURS, Drawn, Splitter, Stock, alone, draw, id_of, lines_cut, text_lost
from training.texts import titled_texts

__all__ = ["Outcome", "by_kind", "by_language", "outcomes_of", "stocks_of"]

FEWEST = MOST_NEIGHBOURS + 2
"""Minimum number of stories of a language in a fold. With this many, one story is not on the page.

Boilerplate can then show the headline of that story.
"""
Stocks = Mapping[tuple[str, int], Stock]
"""The stock of each language and fold."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the splitter did with one random page and its story."""

    language: str
    kinds: tuple[str, ...]
    found: bool
    """Whether the splitter finds the story on a page that has only this story."""
    same: bool
    """Whether the story gets the same content_id on the random page as on the page that has only this story."""
    cut: int
    boilerplate: int
    """Number of boilerplate lines that were added to the page. `cut` counts those that are in no article of the split."""
    lost: int
    paragraphs: int
    """Number of paragraphs on the page. `lost` counts those that are in no article of the split."""


def stocks_of(data: Path, folds: Mapping[str, int], count: int, languages: Sequence[str]) -> Stocks:
    """Return the stock of stories, boilerplate and phrases of each language and fold.

    A language has no stock in a fold where it has fewer than FEWEST stories. `count` is the number of folds.
    """
    composed, single = pages_of(data, [Shape.COMPOSED]), pages_of(data, [Shape.SINGLE])
    pieces, boilerplate = pieces_of([*composed, *titled_texts(data)]), boilerplate_of(single)
    stocks = {}
    for fold in range(count):
        around = [piece for piece in boilerplate if folds[piece.publisher] == fold]
        for language in languages:
            own = [piece for piece in pieces if piece.language == language and folds[piece.publisher] == fold and _has_gap(piece)]
            if len(own) >= FEWEST:
                stocks[language, fold] = Stock(own, around, _words(of_fold(phrases_of(language), fold, count), own))
    return stocks


def _has_gap(story: Piece) -> bool:
    return ("PAR", "PAR") in pairwise(label for _, label in story.lines if label != "META")


def _words(phrases: Phrases, stories: Sequence[Piece]) -> SiteWords:
    names = written_names(stories[0].language, random.Random(0))  # noqa: S311  no secret, a fixed seed
    return SiteWords(phrases, [story.lines[0][0] for story in stories], names)


def outcomes_of(models: Sequence[TrainedModel], stocks: Stocks, draws: int) -> list[Outcome]:
    """Generate random pages, split each with the model of its fold, and return the outcomes.

    Each language gets about `draws` pages. The same arguments give the same outcomes.
    """
    tasks = list(stocks)
    shares = Counter(language for language, _ in tasks)
    tried = each(lambda n: _try(models[tasks[n][1]], stocks[tasks[n]], tasks[n], -(-draws // shares[tasks[n][0]])), len(tasks))
    return [outcome for own in track(tried, "drawing", len(tasks), console=Console(stderr=True)) for outcome in own]


def _try(model: TrainedModel, stock: Stock, task: tuple[str, int], draws: int) -> list[Outcome]:
    language, fold = task
    chance = random.Random(f"{language}-{fold}")  # noqa: S311  no secret, a fixed seed
    split = _splitter(model)
    ids: dict[str, str | None] = {}
    outcomes = []
    for number in range(draws):
        drawn = draw(stock, f"{language}-{fold}-{number}", chance)
        title = drawn.story.lines[0][0]
        if title not in ids:
            text = alone(drawn.story)
            ids[title] = id_of(text, title, split(text))
        outcomes.append(_outcome(drawn, title, ids[title], split))
    return outcomes


def _outcome(drawn: Drawn, title: str, identity: str | None, split: Splitter) -> Outcome:
    page = drawn.page
    found = split(page.text)
    same = identity is not None and id_of(page.text, title, found) == identity
    return Outcome(page.language, drawn.kinds, identity is not None, same, *lines_cut(page, found), *text_lost(page, found))


def _splitter(model: TrainedModel) -> Splitter:
    """Return a function that splits a page with `model`, by the steps of `split_page`."""

    def split(text: str) -> Split:
        lines, cleaned, page = prepared_page(text, model.stop_stems)
        return split_prepared(page, predict(page, model), lines, cleaned.copies)

    return split


def by_language(outcomes: Sequence[Outcome]) -> Grid:
    """Return a table by language: how often a story keeps its id, how much boilerplate is cut, how much text is lost."""
    languages = list(dict.fromkeys(outcome.language for outcome in outcomes))
    rows = [_row(each, [outcome for outcome in outcomes if outcome.language == each]) for each in languages]
    return Grid("pages of one story in drawn surroundings", HEAD, [*rows, _row("all", outcomes)])


def by_kind(outcomes: Sequence[Outcome]) -> Grid:
    """Return a table with the columns of `by_language`, by kind of surroundings.

    Pages with several kinds of surroundings are left out.
    """
    kinds = sorted({outcome.kinds[0] for outcome in outcomes if len(outcome.kinds) == 1})
    rows = [_row(kind, [outcome for outcome in outcomes if outcome.kinds == (kind,)]) for kind in kinds]
    return Grid("of them, pages with one kind of surroundings", HEAD, rows)


HEAD = ("", "pages", "found alone", "of them same id", "boilerplate cut", "text lost")


def _row(name: str, outcomes: Sequence[Outcome]) -> list[str]:
    cut, boilerplate = _sums((outcome.cut, outcome.boilerplate) for outcome in outcomes)
    lost, paragraphs = _sums((outcome.lost, outcome.paragraphs) for outcome in outcomes)
    found, same = (sum(getattr(outcome, name) for outcome in outcomes) for name in ("found", "same"))
    shares = (found / max(len(outcomes), 1), same / max(found, 1), cut / max(boilerplate, 1), lost / max(paragraphs, 1))
    return [name, f"{len(outcomes):,}", *(f"{share:.3f}" for share in shares)]


def _sums(pairs: Iterable[tuple[int, int]]) -> tuple[int, int]:
    counted = list(pairs)
    return sum(part for part, _ in counted), sum(whole for _, whole in counted)
