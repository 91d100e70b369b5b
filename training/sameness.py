"""Whether a splitter finds a story unchanged on drawn pages of publishers that its model has not seen."""

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
"""Least stories of a language in a fold, so that one is left whose headline is not on the page."""
Stocks = Mapping[tuple[str, int], Stock]
"""By language and fold."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one drawn page."""

    language: str
    kinds: tuple[str, ...]
    found: bool
    """Whether the story is found on a page without anything else."""
    same: bool
    """Whether it is found on this page, with the same content_id."""
    cut: int
    boilerplate: int
    """`cut` counts the added lines of boilerplate in no article, `boilerplate` all of them."""
    lost: int
    paragraphs: int
    """`lost` counts the paragraphs in no article, `paragraphs` all of them."""


def stocks_of(data: Path, folds: Mapping[str, int], count: int, languages: Sequence[str]) -> Stocks:
    """Return the stories, boilerplate and phrases of each fold, for each language with enough stories in it."""
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
    """Draw pages of each language and split each by the model of its fold; the same arguments give the same outcomes."""
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
    """Return a function that splits as `split_page` does, with another model."""

    def split(text: str) -> Split:
        lines, cleaned, page = prepared_page(text, model.stop_stems)
        return split_prepared(page, predict(page, model), lines, cleaned.copies)

    return split


def by_language(outcomes: Sequence[Outcome]) -> Grid:
    """Return, by language, how often a story keeps its id, how much boilerplate is cut, and how much text is lost."""
    languages = list(dict.fromkeys(outcome.language for outcome in outcomes))
    rows = [_row(each, [outcome for outcome in outcomes if outcome.language == each]) for each in languages]
    return Grid("pages of one story in drawn surroundings", HEAD, [*rows, _row("all", outcomes)])


def by_kind(outcomes: Sequence[Outcome]) -> Grid:
    """Return the same by kind of surroundings, for the pages with one kind."""
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
