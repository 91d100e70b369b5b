"""The printed lines of a page as cutting reads them: what the model says of each, and how much text stands above."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from agents.split.features.arrays import Ints, Reals
from agents.split.features.inputs import LABEL
from agents.split.features.neighbours import KINDS
from agents.split.features.page import PageFeatures
from agents.split.line_classes import FIXED_KINDS, RUNNING_TEXT, ClassedLine, LineClass
from agents.split.model.passes import Prediction
from agents.split.result import SpanKind
from agents.split.segmentation.stories import SHORTEST_STORY, is_worded

__all__ = ["LinePredictions", "line_predictions_of"]

Mask = npt.NDArray[np.bool_]

SPAN_KINDS: tuple[SpanKind, ...] = ("subheading", "paragraph", "list", "dek", "byline", "furniture")
"""What each of KINDS is called in the ledger."""
NAV = KINDS.index("NAV")
FURNITURE_LOG_ODDS = 4.0
"""Most that one line can say for or against the article going on."""
FAVOUR = 0.1
"""Log-odds added for text: a line of furniture that stays is seen, a paragraph that is cut is lost."""
DOUBTFUL_TEXT = -1.0
"""Log-odds from which a line of SHORTEST_STORY characters still counts as text where a sure headline has no other."""
DOUBTFUL_LEAD = -0.6
"""Least log-odds of a line below text that leads to more of it."""
INTRODUCED = 0.5
"""Least log-odds of a line that the text above goes on with."""
LINK_LABEL, LINK_FURNITURE, NO_LINK = 1.5, 0.9, 0.78
"""N-gram score of a label and probability of furniture from which a line may be a link; probability that makes a headline."""
LONGEST_PROSE = 130
"""Characters of a headline of several sentences."""
_TEXT_KINDS = frozenset({"paragraph", "list", "dek"})
_DASHES = "-–—"
"""They open an item, direct speech or a signature: the model tells them apart."""


@dataclass(frozen=True, slots=True)
class LinePredictions:
    """One row a printed line."""

    lines: Sequence[ClassedLine]
    rows: Ints
    headline: Reals
    """Probability of heading an article; 0 for several sentences, and for a link to another story."""
    inside: Reals
    """Log-odds of the line being an article's and no furniture."""
    kinds: Sequence[SpanKind]
    """The likeliest, furniture left out."""
    text: Mask
    """Whether the line may be an article's own text: a line of dashes is none."""
    own: Ints
    """Characters of such text above each row, and in all."""
    told: Ints
    """Characters of running text above each row, and in all."""


def line_predictions_of(page: PageFeatures, prediction: Prediction) -> LinePredictions:
    """Return what is known of a page, from what the model says of its lines."""
    lines = [page.lines[number] for number in page.rows.tolist()]
    sizes = np.array([len(classed.line.printed) for classed in lines], np.int64)
    inside = _inside(lines, prediction)
    kinds = _kinds(lines, prediction)
    text = _may_be_text(lines, kinds) & ((inside > 0) | ((inside > DOUBTFUL_TEXT) & (sizes >= SHORTEST_STORY)))
    running = text & (inside > 0) & _marked(lines, RUNNING_TEXT)
    sentences = _marked(lines, {LineClass.PROSE}) & (sizes > LONGEST_PROSE)
    return LinePredictions(
        lines=page.lines,
        rows=page.rows,
        headline=np.where(sentences | _links(prediction), 0.0, prediction.headline),
        inside=np.where(_marked(lines, FIXED_KINDS), 0.0, inside),
        kinds=kinds,
        text=text,
        own=_above(sizes * text),
        told=_above(sizes * running),
    )


def _links(prediction: Prediction) -> Mask:
    """Return the lines that point to another story ("Read also: Growers ...") where a surer headline stands above.

    The line reads like furniture, and what it opens with like a site's own words.
    """
    surest = np.maximum.accumulate(prediction.headline)
    doubtful = (prediction.headline < surest) & (prediction.headline < NO_LINK)
    return doubtful & (prediction.features[:, LABEL] >= LINK_LABEL) & (prediction.kinds[:, NAV] >= LINK_FURNITURE)


def _inside(lines: Sequence[ClassedLine], prediction: Prediction) -> Reals:
    furniture = np.clip(prediction.kinds[:, NAV], 1e-6, 1 - 1e-6)
    odds = np.round(np.log((1 - furniture) / furniture) + FAVOUR, 4)
    inside: Reals = np.asarray(np.clip(odds, -FURNITURE_LOG_ODDS, FURNITURE_LOG_ODDS), np.float64)
    return np.where(_introduced(lines, inside), np.maximum(inside, INTRODUCED), inside)


def _kinds(lines: Sequence[ClassedLine], prediction: Prediction) -> list[SpanKind]:
    best = prediction.kinds[:, :NAV].argmax(axis=1).tolist() if lines else []
    return [_kind(classed, SPAN_KINDS[each]) for classed, each in zip(lines, best, strict=True)]


def _may_be_text(lines: Sequence[ClassedLine], kinds: Sequence[SpanKind]) -> Mask:
    pairs = zip(lines, kinds, strict=True)
    return np.array([is_worded(classed) and kind in _TEXT_KINDS for classed, kind in pairs], np.bool_)


def _marked(lines: Sequence[ClassedLine], classes: Container[LineClass]) -> Mask:
    return np.array([classed.kind in classes for classed in lines], np.bool_)


def _above(sizes: Ints) -> Ints:
    """Return the sum above each row, and of all."""
    return np.concatenate(([0], np.cumsum(sizes)))


def _introduced(lines: Sequence[ClassedLine], inside: Reals) -> Mask:
    """Return the lines that the text above goes on with, and those that lead to them.

    They are items after a colon, and any line after a comma, as in verses. The lead-in of a list of links is furniture,
    and so are its items; below text a lead-in may be doubtful.
    """
    found = np.zeros(len(lines), np.bool_)
    for row, (above, classed) in enumerate(pairwise(lines), start=1):
        is_below_text = row > 1 and inside[row - 2] > 0
        is_text = found[row - 1] or inside[row - 1] > (DOUBTFUL_LEAD if is_below_text else 0.0)
        is_item, ends = classed.kind is LineClass.BULLET, above.line.printed[-1]
        led = above.kind is LineClass.INTRODUCTION and is_text and (ends == "," or (ends == ":" and is_item))
        found[row] = led or (is_item and above.kind is LineClass.BULLET and found[row - 1])
        found[row - 1] |= led
    return found


def _kind(classed: ClassedLine, likeliest: SpanKind) -> SpanKind:
    """Return the kind of a line of an article: what it opens with or a grammar may settle it."""
    if classed.kind is LineClass.BULLET and classed.line.printed[0] not in _DASHES:
        return "list"
    if classed.kind is LineClass.INTRODUCTION and likeliest == "byline":
        return "paragraph"
    return FIXED_KINDS.get(classed.kind, likeliest)
