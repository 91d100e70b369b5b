"""A read page to a probability of headline and of each kind for every printed line.

    cues, n-gram scores ─▶ first look ─▶ second cues ─▶ second look ─▶ second cues anew ─┬─────────────▶ third look ─▶ headline
                                                                                          └─▶ kind of every line ┘

The second and the third look weigh alike. Only lines short enough are asked whether they are headlines, and again only
those that may be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from agents.split.features.arrays import Reals
from agents.split.features.context import doubted, is_doubtful, second_cues
from agents.split.features.inputs import LAST_CUES, SITE, UNSCORED, own_cues
from agents.split.features.neighbours import KINDS, kind_cues
from agents.split.features.page import FIRST_CUES, Reading
from agents.split.features.shape import label_of
from agents.split.line_classes import LineClass
from agents.split.model.forest import Forest, as_integers, probability
from agents.split.model.ngrams import gram_scores
from agents.split.model.trained import Model

__all__ = ["LONGEST_HEADLINE", "Looked", "can_be_headline", "look", "together"]

_LABEL_WORDS = FIRST_CUES.index("words of a label")
LEAST = 1e-6
LONGEST_HEADLINE = 230
"""Characters; the longest of 3,500 real ones had 219."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What the model says of the printed lines of a page, one row each."""

    headline: Reals
    kinds: Reals
    """One column for each of KINDS."""
    cues: Reals
    """One column for each of LAST_CUES."""


def can_be_headline(page: Reading) -> npt.NDArray[np.bool_]:
    """Tell by row whether a line is short enough, and no tick, date or lone mark."""
    never = {LineClass.TICK, LineClass.DATE}
    return np.array(
        [page.lines[n].kind not in never and len(page.lines[n].line.printed) < LONGEST_HEADLINE for n in page.rows.tolist()],
        np.bool_,
    )


def look(page: Reading, model: Model) -> Looked:
    """Judge every printed line of a page, three times."""
    printed = [page.lines[number].line.printed for number in page.rows.tolist()]
    if not printed:
        return Looked(np.zeros(0), np.zeros((0, len(KINDS))), np.zeros((0, len(LAST_CUES))))
    asked = can_be_headline(page)
    cues = own_cues(
        page.cues, gram_scores(printed, model.gram_weights, model.gram_bias), _label_scores(printed, page.cues, model)
    )
    first = _headlines(model.first, cues, asked)
    second = _again(model.second, np.concatenate((cues, second_cues(page, first)), axis=1), first)
    cues = np.concatenate((cues, second_cues(page, second)), axis=1)
    kinds = probability(model.kinds.scores(as_integers(cues)))
    cues = np.concatenate((cues, kind_cues(kinds)), axis=1)
    third = _again(model.third, cues, second)
    return Looked(together(second, third), kinds, cues)


def together(second: Reals, third: Reals) -> Reals:
    """Return what two looks say together: the mean of their log-odds, or what the second says where no third was taken."""
    one, other = (np.clip(each, LEAST, 1 - LEAST) for each in (second, third))
    odds = np.sqrt(one / (1 - one) * (other / (1 - other)))
    return np.where(third > 0, np.round(odds / (1 + odds), 6), second)


def _label_scores(printed: Sequence[str], first: Reals, model: Model) -> Reals:
    """Return how much the label of each line reads like a site's own words, UNSCORED where it has none."""
    rows = np.flatnonzero(first[:, _LABEL_WORDS] > 0)
    scores = np.full(len(printed), UNSCORED)
    site = slice(SITE, SITE + 1)
    labels = [label_of(printed[row]) for row in rows.tolist()]
    scores[rows] = gram_scores(labels, model.gram_weights[site], model.gram_bias[site])[:, 0]
    return scores


def _headlines(forest: Forest, cues: Reals, asked: npt.NDArray[np.bool_]) -> Reals:
    found = np.zeros(len(cues))
    if asked.any():
        found[asked] = probability(forest.scores(as_integers(cues[asked])))[:, 0]
    return found


def _again(forest: Forest, cues: Reals, before: Reals) -> Reals:
    found = np.where(is_doubtful(before), before, 0.0)
    rows = doubted(before)
    if len(rows):
        found[rows] = probability(forest.scores(as_integers(cues[rows])))[:, 0]
    return found
