"""The corpus: all pages that the splitter is trained and measured on, and the fold of each publisher."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TypeVar

from training.boilerplate import SiteWords, draw_kinds, with_boilerplate
from training.compose import Piece, boilerplate_of, compose, pieces_of
from training.dataset import FOLDS, folds_of
from training.fronts import lay_out
from training.fronts.names import written_names
from training.fronts.phrases import Phrases, has_phrases, of_fold, phrases_of
from training.pages import LabelledPage, read_rows
from training.refill import refilled
from training.shapes import Shape, pages_of
from training.texts import further_texts, titled_texts

Spoken = TypeVar("Spoken", LabelledPage, Piece)

__all__ = ["Amounts", "Corpus", "corpus_of"]

SHORTEST_SUMMARY, LONGEST_SUMMARY = 40, 400
WITH_BOILERPLATE = {
    "composed": 0.7, "several": 0.5, "short": 0.6, "briefs": 0.35, "mixed": 0.35, "article": 0.6, "ministry": 0.25, "blog": 0.1,
}  # fmt: skip
"""Share of generated pages that get boilerplate inside and below their articles, by the profile of the page."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many pages are generated per fold of publishers."""

    composed: int = 210
    laid_out: int = 200
    refills: int = 3
    """How often each real page of several stories is refilled with other stories."""
    folds: int = FOLDS


@dataclass(frozen=True, slots=True)
class Corpus:
    """All pages, and the fold of each publisher.

    The first `labelled` pages have gold labels. The other pages are used only for training.
    """

    pages: Sequence[LabelledPage]
    labelled: int
    folds: Mapping[str, int]


def corpus_of(data: Path, amounts: Amounts, seed: int, unheard: Collection[str] = ()) -> Corpus:
    """Return the labelled pages, further texts and generated pages. The same arguments give the same corpus.

    All publishers of a generated page are in one fold. In the `unheard` languages, the corpus has full articles, but no page
    of a site and no boilerplate. Pages in other languages may still have a button or a heading in English or Russian.
    """
    every = [pages_of(data, [shape]) for shape in (Shape.COMPOSED, Shape.SINGLE, Shape.REAL)]
    sets = [every[0], *(_heard(pages, unheard) for pages in every[1:])]
    labelled = [*chain(*sets), *pages_of(data, [Shape.BRIEFS])]
    texts, further = list(titled_texts(data)), list(further_texts(data))
    folds = folds_of(*every, texts, further, count=amounts.folds)
    pieces, far = pieces_of([*sets[0], *sets[1], *texts]), _heard(pieces_of(further), unheard)
    real_boilerplate = boilerplate_of(sets[1])
    teasers = _summaries(data / "pages_single.jsonl.gz")
    made: list[LabelledPage] = []
    for fold in range(amounts.folds):
        fulls, around = _of_fold(pieces, folds, fold), _of_fold(real_boilerplate, folds, fold)
        own = _heard(fulls, unheard)
        several = [page for page in sets[2] if folds[page.publishers[0]] == fold]
        pages = [
            *compose(fulls, around, amounts.composed, 100 * seed + fold),
            *lay_out(
                [*own, *_of_fold(_heard(far, unheard), folds, fold)], around, teasers, amounts.laid_out, 10_000 * seed + fold
            ),
        ]
        made += _with_furniture(pages, own, partial(_phrases, fold, amounts.folds), 30_000 * seed + fold)
        made += refilled(several, own, amounts.refills, 20_000 * seed + fold)
    return Corpus([*labelled, *texts, *made], len(labelled), folds)


def _with_furniture(
    pages: Iterable[LabelledPage], pieces: Sequence[Piece], phrases: Callable[[str], Phrases], seed: int
) -> Iterator[LabelledPage]:
    """Yield the pages, some with added boilerplate.

    The boilerplate is made from headlines of other stories of the fold and from phrases of the fold.
    """
    chance = random.Random(seed)  # noqa: S311  no secret, a fixed seed
    titles: dict[str, list[str]] = defaultdict(list)
    for piece in pieces:
        titles[piece.language].append(piece.lines[0][0])
    for page in pages:
        wanted = (
            chance.random() < WITH_BOILERPLATE.get(page.profile, 0.0) and page.language in titles and has_phrases(page.language)
        )
        if not wanted:
            yield page
            continue
        around = SiteWords(phrases(page.language), titles[page.language], written_names(page.language, chance))
        yield with_boilerplate(page, draw_kinds(chance), around, chance)


def _phrases(fold: int, folds: int, language: str) -> Phrases:
    return of_fold(phrases_of(language), fold, folds)


def _heard(spoken: Iterable[Spoken], unheard: Collection[str]) -> list[Spoken]:
    return [each for each in spoken if each.language not in unheard]


def _of_fold(pieces: Sequence[Piece], folds: Mapping[str, int], fold: int) -> list[Piece]:
    return [piece for piece in pieces if folds[piece.publisher] == fold]


def _summaries(path: Path) -> dict[str, str]:
    """Return the summaries of real pages, by headline."""
    found = {}
    for row in read_rows(path):
        summary = " ".join(row["summary"]) if isinstance(row["summary"], list) else row["summary"] or ""
        if row["title"] and len(summary) > SHORTEST_SUMMARY:
            found[" ".join(row["title"].split())] = " ".join(summary.split())[:LONGEST_SUMMARY]
    return found
