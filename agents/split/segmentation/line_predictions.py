"""The predictions for the printed lines in the form that segmentation uses, with the amount of text above each line."""

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
"""The span kind of each label in KINDS, in the same order."""
NAV = KINDS.index("NAV")
FURNITURE_LOG_ODDS = 4.0
"""The log-odds of a line are clipped to the range from minus this value to this value."""
FAVOUR = 0.1
"""Log-odds added in favour of text. A reader notices boilerplate that is kept, but not a paragraph that is missing."""
UNCERTAIN_TEXT = -1.0
"""If a sure headline has no other text, a line of SHORTEST_STORY characters with log-odds above this becomes its text."""
UNCERTAIN_LEAD = -0.6
"""A lead-in introduces the line below. A lead-in right below text needs only log-odds above this to be text, too."""
INTRODUCED = 0.5
"""Least log-odds of a lead-in and of the lines that the lead-in introduces."""
LINK_LABEL, LINK_FURNITURE, NO_LINK = 1.5, 0.9, 0.78
"""Bounds for a link to another story.

The first two are the least site score of its label and the least probability of boilerplate. The headline probability of the
link is less than the third.
"""
LONGEST_PROSE = 130
"""Most characters of a headline that has several sentences."""
_TEXT_KINDS = frozenset({"paragraph", "list", "dek"})
_DASHES = "-–—"
"""Dashes may begin a list item, direct speech or a signature. The model decides which of these a line is."""


@dataclass(frozen=True, slots=True)
class LinePredictions:
    """The predictions of a page, one row per printed line."""

    lines: Sequence[ClassedLine]
    """All lines of the page, with the blank lines."""
    rows: Ints
    """The line number of each row."""
    headline: Reals
    """Probability of a headline. It is 0 for a long line of several sentences, and for a link to another story."""
    inside: Reals
    """Log-odds that the line belongs to an article and is not boilerplate."""
    kinds: Sequence[SpanKind]
    """The most likely span kind other than boilerplate."""
    text: Mask
    """Whether the line may be text of an article. A line without a letter is never text."""
    text_before: Ints
    """Per row, the characters of the lines above that may be text. An additional last element counts the whole page."""
    running_before: Ints
    """Per row, the characters of running text above. An additional last element counts the whole page."""


def line_predictions_of(page: PageFeatures, prediction: Prediction) -> LinePredictions:
    """Return the predictions of a page in the form that segmentation uses."""
    lines = [page.lines[number] for number in page.rows.tolist()]
    sizes = np.array([len(classed.line.printed) for classed in lines], np.int64)
    inside = _inside(lines, prediction)
    kinds = _kinds(lines, prediction)
    text = _may_be_text(lines, kinds) & ((inside > 0) | ((inside > UNCERTAIN_TEXT) & (sizes >= SHORTEST_STORY)))
    running = text & (inside > 0) & _marked(lines, RUNNING_TEXT)
    sentences = _marked(lines, {LineClass.PROSE}) & (sizes > LONGEST_PROSE)
    return LinePredictions(
        lines=page.lines,
        rows=page.rows,
        headline=np.where(sentences | _links(prediction), 0.0, prediction.headline),
        inside=np.where(_marked(lines, FIXED_KINDS), 0.0, inside),
        kinds=kinds,
        text=text,
        text_before=_above(sizes * text),
        running_before=_above(sizes * running),
    )


def _links(prediction: Prediction) -> Mask:
    """Return, per row, whether the line is a link to another story ("Read also: Growers ...").

    Such a line reads like boilerplate, its label reads like words of the site, and a more likely headline is above the line.
    """
    highest = np.maximum.accumulate(prediction.headline)
    uncertain = (prediction.headline < highest) & (prediction.headline < NO_LINK)
    return uncertain & (prediction.features[:, LABEL] >= LINK_LABEL) & (prediction.kinds[:, NAV] >= LINK_FURNITURE)


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
    """Return, per row, the sum of the sizes above the row. An additional last element is the sum of all sizes."""
    return np.concatenate(([0], np.cumsum(sizes)))


def _introduced(lines: Sequence[ClassedLine], inside: Reals) -> Mask:
    """Return, per row, whether the line is a lead-in, or is introduced by a lead-in.

    A lead-in ends in a colon above list items, or in a comma above any line, as in verses. The lead-in must be text itself: the
    lead-in of a list of links is boilerplate, and so are the links. A lead-in right below text needs only UNCERTAIN_LEAD.
    """
    found = np.zeros(len(lines), np.bool_)
    for row, (above, classed) in enumerate(pairwise(lines), start=1):
        is_below_text = row > 1 and inside[row - 2] > 0
        is_text = found[row - 1] or inside[row - 1] > (UNCERTAIN_LEAD if is_below_text else 0.0)
        is_item, ends = classed.kind is LineClass.BULLET, above.line.printed[-1]
        led = above.kind is LineClass.INTRODUCTION and is_text and (ends == "," or (ends == ":" and is_item))
        found[row] = led or (is_item and above.kind is LineClass.BULLET and found[row - 1])
        found[row - 1] |= led
    return found


def _kind(classed: ClassedLine, most_likely: SpanKind) -> SpanKind:
    """Return the span kind of a line of an article.

    A bullet or the class of the line decides the kind. For other lines, the kind is `most_likely`, which the model predicts.
    """
    if classed.kind is LineClass.BULLET and classed.line.printed[0] not in _DASHES:
        return "list"
    if classed.kind is LineClass.INTRODUCTION and most_likely == "byline":
        return "paragraph"
    return FIXED_KINDS.get(classed.kind, most_likely)
