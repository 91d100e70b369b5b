"""The rows that a model is trained on. Each printed line of a page is one row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.split.features.arrays import Ints, Reals
from agents.split.features.neighbours import KINDS
from agents.split.features.page import PageFeatures
from agents.split.features.shape import SHAPE_FEATURES, label_of
from agents.split.features.words import StopStems
from agents.split.headline.cleaned import Copies
from agents.split.line_classes import LineClass, classify
from agents.split.model.ngrams import hashed_ngrams
from agents.split.model.passes import Prediction
from agents.split.result import Split
from agents.split.splitter import prepared_page, split_prepared
from agents.text.lines import split_lines
from training.pages import LabelledPage, Origin, is_phrase
from training.parallel import each

__all__ = ["FOLDS", "Rows", "aligned", "folds_of", "rows_of"]

FOLDS = 10
PAGES_AT_ONCE = 16
_LENGTH = SHAPE_FEATURES.index("length (log)")
LABELS = ("TITLE", *KINDS)
Ngrams = tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]
"""Two arrays with one entry per n-gram: the row of the n-gram's line, and the hash bucket of the n-gram."""
_GIVEN = (LineClass.TICK, LineClass.DATE)
"""Line classes that fixed rules recognise. The model does not predict such lines."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The training rows of many pages, in the order of the pages.

    A row is one printed line. Arrays have one entry per row unless their description says otherwise.
    """

    pages: Sequence[LabelledPage]
    page_features: Sequence[PageFeatures]
    copies: Sequence[Copies]
    """Per page, a map from lines that only repeat a headline to the line that is kept. Repeating lines have no row."""
    length: Reals
    """Logarithm of the number of characters of the line."""
    labels: Ints
    """Index of the line's label in LABELS; -1 for a label that is not in LABELS."""
    leads: npt.NDArray[np.bool_]
    """Whether the line is the first text line of an article."""
    ends: npt.NDArray[np.bool_]
    """Whether the line is the last text line of an article."""
    folds: Ints
    given: npt.NDArray[np.bool_]
    """Whether fixed rules recognise the line as a tick or a date."""
    phrases: npt.NDArray[np.bool_]
    """Whether the line is generated boilerplate (see `is_phrase`)."""
    ngrams: Ngrams
    """Character n-grams of the lines."""
    label_ngrams: Ngrams
    """Character n-grams of label words: the words before a colon or a dash, such as "Read also"."""
    starts: Ints
    """Index of the first row of each page. The last entry is the number of rows."""

    @property
    def fold_count(self) -> int:
        """Return the number of folds."""
        return int(self.folds.max()) + 1

    def by_page(self, values: Any) -> list[Any]:
        """Split an array with one entry per row into one array per page."""
        return [values[start:end] for start, end in zip(self.starts[:-1], self.starts[1:], strict=True)]

    def split(self, number: int, prediction: Prediction) -> Split:
        """Return the split of page `number` that follows from `prediction`, by the steps of `split_page`."""
        lines = classify(split_lines(self.pages[number].text))
        return split_prepared(self.page_features[number], prediction, lines, self.copies[number])

    def of(self, *origins: Origin) -> npt.NDArray[np.bool_]:
        """Return, per row, whether the page of the row has one of the `origins`."""
        return np.repeat([page.origin in origins for page in self.pages], np.diff(self.starts))


def folds_of(*sets: Iterable[LabelledPage], count: int = FOLDS) -> dict[str, int]:
    """Assign each publisher to a fold, and return the fold per publisher.

    All lines of a publisher are in one fold, across all `sets`. Within each set, the folds have about the same number of
    lines.
    """
    folds: dict[str, int] = {}
    for pages in sets:
        sizes = Counter(owner for page in pages for owner, label in zip(page.publishers, page.labels, strict=True) if label)
        filled = [0] * count
        for publisher, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
            fold = folds.setdefault(publisher, filled.index(min(filled)))
            filled[fold] += size
    return folds


def rows_of(pages: Iterable[LabelledPage], publishers: Mapping[str, int], stop_stems: StopStems) -> Rows:
    """Compute the rows of labelled pages in several processes, and return them.

    `publishers` maps each publisher to its fold.
    """
    kept = list(pages)
    columns = each(lambda n: _columns(kept[n], publishers, stop_stems), len(kept), PAGES_AT_ONCE)
    page_features, copies, labels, leads, ends, folds, given, phrases, ngrams, label_ngrams = zip(*columns, strict=True)
    starts = np.concatenate(([0], np.cumsum([len(own) for own in labels]))).astype(np.int64)
    return Rows(
        kept, page_features, copies, np.concatenate([r.features[:, _LENGTH] for r in page_features]), np.concatenate(labels),
        np.concatenate(leads), np.concatenate(ends), np.concatenate(folds), np.concatenate(given),
        np.concatenate(phrases), _joined(ngrams, starts), _joined(label_ngrams, starts), starts,
    )  # fmt: skip


def _joined(ngrams: Sequence[Ngrams], starts: Ints) -> Ngrams:
    rows = [own + np.int32(start) for (own, _), start in zip(ngrams, starts[:-1], strict=True)]
    return np.concatenate(rows), np.concatenate([buckets for _, buckets in ngrams])


def _columns(page: LabelledPage, publishers: Mapping[str, int], stop_stems: StopStems) -> tuple[Any, ...]:
    """Return the values of one page for the fields of Rows, in the order in which `rows_of` reads them."""
    _, cleaned, page_features = prepared_page(page.text, stop_stems)
    page = aligned(page, cleaned.copies)
    given = np.array([page_features.lines[n].kind in _GIVEN for n in page_features.rows.tolist()], np.bool_)
    phrases = np.array([is_phrase(page, number) for number in page_features.rows.tolist()], np.bool_)
    printed = [page_features.lines[n].line.printed for n in page_features.rows.tolist()]
    ngrams = (
        _hashed(dict(enumerate(printed))),
        _hashed({row: label for row, line in enumerate(printed) if (label := label_of(line))}),
    )
    rows = (
        _labels(page, page_features),
        *_edges(page, page_features),
        _folds(page, page_features, publishers),
        given,
        phrases,
        *ngrams,
    )
    return page_features, cleaned.copies, *rows


def aligned(page: LabelledPage, copies: Copies) -> LabelledPage:
    """Move headline labels from repetitions of a headline to the line that is kept, and return the new page.

    The index of the article and the publisher move with the label.
    """
    labels, articles, publishers = list(page.labels), list(page.articles), list(page.publishers)
    for copy, stays in copies.items():
        if page.labels[copy] == "TITLE" and stays is not None and page.labels[stays] != "TITLE":
            labels[stays], articles[stays], publishers[stays] = "TITLE", page.articles[copy], page.publishers[copy]
    return replace(page, labels=labels, articles=articles, publishers=publishers)


def _hashed(printed: Mapping[int, str]) -> Ngrams:
    rows, buckets = hashed_ngrams(list(printed.values()))
    return np.array(list(printed), np.int32)[rows], buckets.astype(np.int32)


def _labels(page: LabelledPage, page_features: PageFeatures) -> Ints:
    named = [page.labels[number] for number in page_features.rows.tolist()]
    return np.array([LABELS.index(label) if label in LABELS else -1 for label in named], np.int64)


def _edges(page: LabelledPage, page_features: PageFeatures) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return two masks over the rows: the first text line of each article, and the last text line of each article."""
    numbers = page_features.rows.tolist()
    text = [(row, page.articles[n]) for row, n in enumerate(numbers) if page.labels[n] in {"PAR", "LI"} and page.articles[n] >= 0]
    first, last = {article: row for row, article in reversed(text)}, {article: row for row, article in text}
    leads, ends = np.zeros((2, len(numbers)), np.bool_)
    leads[list(first.values())] = True
    ends[list(last.values())] = True
    return leads, ends


def _folds(page: LabelledPage, page_features: PageFeatures, publishers: Mapping[str, int]) -> Ints:
    """Return the fold of every row. A row whose publisher has no fold gets the most common fold of its page."""
    owners = [page.publishers[number] for number in page_features.rows.tolist()]
    known = Counter(publishers[owner] for owner in owners if owner in publishers)
    own = min(known, key=lambda fold: (-known[fold], fold)) if known else 0
    return np.array([publishers.get(owner, own) for owner in owners], np.int64)
