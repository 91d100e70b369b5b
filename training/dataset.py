"""Labelled pages to the rows a model learns from: one a printed line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.split.classes import LineClass, classify
from agents.split.common import CommonStems
from agents.split.first_cues import Reading, read
from agents.split.flow import Ints, Reals
from agents.split.grams import hashed_grams
from agents.split.looks import KINDS
from agents.text.lines import split_lines
from training.pages import LabelledPage

__all__ = ["FOLDS", "Rows", "folds_of", "rows_of"]

FOLDS = 5
LABELS = ("TITLE", *KINDS)
_GIVEN = (LineClass.TICK, LineClass.DATE)
"""Classes that a grammar settles: no model is asked."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of many pages, one under the other."""

    pages: Sequence[LabelledPage]
    readings: Sequence[Reading]
    cues: Reals
    labels: Ints
    """Place in TITLE and KINDS, -1 for a line that has none of them."""
    leads: npt.NDArray[np.bool_]
    """Whether a line is the first text of an article."""
    folds: Ints
    given: npt.NDArray[np.bool_]
    gram_row: Ints
    gram_bucket: Ints
    starts: Ints
    """First row of each page, and the end."""

    def by_page(self, values: Any) -> list[Any]:
        """Cut an array of one entry a row into one array a page."""
        return [values[start:end] for start, end in zip(self.starts[:-1], self.starts[1:], strict=True)]


def folds_of(pages: Iterable[LabelledPage]) -> dict[str, int]:
    """Deal the publishers out to folds of about the same number of lines; all lines of one are in its fold."""
    sizes = Counter(owner for page in pages for owner, label in zip(page.publishers, page.labels, strict=True) if label)
    filled = [0] * FOLDS
    folds: dict[str, int] = {}
    for publisher, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        folds[publisher] = filled.index(min(filled))
        filled[folds[publisher]] += size
    return folds


def rows_of(pages: Iterable[LabelledPage], publishers: Mapping[str, int], common: CommonStems) -> Rows:
    """Read labelled pages."""
    kept = list(pages)
    readings = [read(classify(split_lines(page.text)), common) for page in kept]
    labels = [_labels(page, reading) for page, reading in zip(kept, readings, strict=True)]
    folds = [_folds(page, reading, publishers) for page, reading in zip(kept, readings, strict=True)]
    given = [np.array([r.lines[n].kind in _GIVEN for n in r.rows.tolist()], np.bool_) for r in readings]
    starts = np.concatenate(([0], np.cumsum([len(each) for each in labels]))).astype(np.int64)
    grams = [hashed_grams([r.lines[n].line.printed for n in r.rows.tolist()]) for r in readings]
    gram_row = np.concatenate([rows + start for (rows, _), start in zip(grams, starts[:-1], strict=True)])
    return Rows(
        kept, readings, np.concatenate([r.cues for r in readings]), np.concatenate(labels),
        np.concatenate([_leads(each) for each in labels]), np.concatenate(folds),
        np.concatenate(given), gram_row, np.concatenate([buckets for _, buckets in grams]), starts,
    )  # fmt: skip


def _labels(page: LabelledPage, reading: Reading) -> Ints:
    named = [page.labels[number] for number in reading.rows.tolist()]
    return np.array([LABELS.index(label) if label in LABELS else -1 for label in named], np.int64)


def _leads(labels: Ints) -> npt.NDArray[np.bool_]:
    text = np.flatnonzero(np.isin(labels, (LABELS.index("PAR"), LABELS.index("LI"))))
    leads = np.zeros(len(labels), np.bool_)
    place = np.searchsorted(text, np.flatnonzero(labels == LABELS.index("TITLE")))
    leads[text[place[place < len(text)]]] = True
    return leads


def _folds(page: LabelledPage, reading: Reading, publishers: Mapping[str, int]) -> Ints:
    """Return the fold of every line; a line of no publisher goes with the page."""
    owners = [page.publishers[number] for number in reading.rows.tolist()]
    whole = {publishers[owner] for owner in owners if owner in publishers}
    if page.profile == "composed" and len(whole) == 1:
        return np.full(len(owners), whole.pop(), np.int64)
    return np.array([publishers[owner] for owner in owners], np.int64)
