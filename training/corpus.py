"""All pages that the splitter learns from or is judged on, and the fold of each publisher."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from training.compose import Piece, compose, furniture_of, pieces_of
from training.dataset import FOLDS, folds_of
from training.fronts import lay_out
from training.fronts.phrases import phrases_of
from training.linked import linked
from training.pages import LabelledPage, read_rows
from training.refill import refilled
from training.shapes import Shape, pages_of
from training.texts import further_texts, titled_texts

__all__ = ["Amounts", "Corpus", "corpus_of"]

SHORTEST_SUMMARY, LONGEST_SUMMARY = 40, 400
LINKED = 0.15
"""Share of the composed pages that have links between paragraphs."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many pages are made per fold of publishers."""

    composed: int = 210
    laid_out: int = 200
    refills: int = 3
    """Times that each real page of several stories is filled with other stories."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Pages and the fold of each publisher; the first `judged` pages are those with gold labels."""

    pages: Sequence[LabelledPage]
    judged: int
    folds: Mapping[str, int]


def corpus_of(data: Path, amounts: Amounts, seed: int) -> Corpus:
    """Read the labelled pages and make further ones, each of publishers of one fold; the same arguments give the same pages."""
    sets = [pages_of(data, [shape]) for shape in (Shape.COMPOSED, Shape.SINGLE, Shape.REAL)]
    labelled = [*chain(*sets), *pages_of(data, [Shape.BRIEFS])]
    texts, further = list(titled_texts(data)), list(further_texts(data))
    folds = folds_of(*sets, texts, further)
    pieces, far = pieces_of([*sets[0], *sets[1], *texts]), pieces_of(further)
    furniture = furniture_of(sets[1])
    teasers = _summaries(data / "pages_single.jsonl.gz")
    made: list[LabelledPage] = []
    for fold in range(FOLDS):
        own, around = _of_fold(pieces, folds, fold), _of_fold(furniture, folds, fold)
        several = [page for page in sets[2] if folds[page.publishers[0]] == fold]
        made += _with_links(compose(own, around, amounts.composed, 100 * seed + fold), own, 30_000 * seed + fold)
        made += lay_out([*own, *_of_fold(far, folds, fold)], around, teasers, amounts.laid_out, 10_000 * seed + fold)
        made += refilled(several, own, amounts.refills, 20_000 * seed + fold)
    return Corpus([*labelled, *texts, *made], len(labelled), folds)


def _with_links(pages: Iterable[LabelledPage], pieces: Sequence[Piece], seed: int) -> Iterator[LabelledPage]:
    """Yield the pages, some with links to other stories of the fold between their paragraphs."""
    chance = random.Random(seed)  # noqa: S311  no secret, a fixed seed
    titles: dict[str, list[str]] = defaultdict(list)
    for piece in pieces:
        titles[piece.language].append(piece.lines[0][0])
    for page in pages:
        links = chance.random() < LINKED
        yield linked(page, phrases_of(page.language).heads, titles[page.language], chance) if links else page


def _of_fold(pieces: Sequence[Piece], folds: Mapping[str, int], fold: int) -> list[Piece]:
    return [piece for piece in pieces if folds[piece.publisher] == fold]


def _summaries(path: Path) -> dict[str, str]:
    """Return the summaries that real pages print, by headline."""
    found = {}
    for row in read_rows(path):
        summary = " ".join(row["summary"]) if isinstance(row["summary"], list) else row["summary"] or ""
        if row["title"] and len(summary) > SHORTEST_SUMMARY:
            found[" ".join(row["title"].split())] = " ".join(summary.split())[:LONGEST_SUMMARY]
    return found
