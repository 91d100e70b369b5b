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
from agents.split.features.context import context_features, is_uncertain, uncertain_rows
from agents.split.features.inputs import SITE, THIRD_PASS_FEATURES, UNSCORED, first_pass_features
from agents.split.features.neighbours import KINDS, kind_features
from agents.split.features.page import PAGE_FEATURES, PageFeatures
from agents.split.features.shape import label_of
from agents.split.line_classes import LineClass
from agents.split.model.forest import Forest, as_integers, probability
from agents.split.model.ngrams import ngram_scores
from agents.split.model.trained_model import TrainedModel

__all__ = ["LONGEST_HEADLINE", "Prediction", "can_be_headline", "combined", "predict"]

_LABEL_WORDS = PAGE_FEATURES.index("words of a label")
LEAST = 1e-6
LONGEST_HEADLINE = 230
"""Characters; the longest of 3,500 real ones had 219."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the model says of the printed lines of a page, one row each."""

    headline: Reals
    kinds: Reals
    """One column for each of KINDS."""
    features: Reals
    """One column for each of LAST_CUES."""


def can_be_headline(page: PageFeatures) -> npt.NDArray[np.bool_]:
    """Tell by row whether a line is short enough, and no tick, date or lone mark."""
    never = {LineClass.TICK, LineClass.DATE}
    return np.array(
        [page.lines[n].kind not in never and len(page.lines[n].line.printed) < LONGEST_HEADLINE for n in page.rows.tolist()],
        np.bool_,
    )


def predict(page: PageFeatures, model: TrainedModel) -> Prediction:
    """Judge every printed line of a page, three times."""
    printed = [page.lines[number].line.printed for number in page.rows.tolist()]
    if not printed:
        return Prediction(np.zeros(0), np.zeros((0, len(KINDS))), np.zeros((0, len(THIRD_PASS_FEATURES))))
    asked = can_be_headline(page)
    features = first_pass_features(
        page.features, ngram_scores(printed, model.ngram_weights, model.ngram_bias), _label_scores(printed, page.features, model)
    )
    first = _headlines(model.first, features, asked)
    second = _again(model.second, np.concatenate((features, context_features(page, first)), axis=1), first)
    features = np.concatenate((features, context_features(page, second)), axis=1)
    kinds = probability(model.kinds.scores(as_integers(features)))
    features = np.concatenate((features, kind_features(kinds)), axis=1)
    third = _again(model.third, features, second)
    return Prediction(combined(second, third), kinds, features)


def combined(second: Reals, third: Reals) -> Reals:
    """Return what two looks say together: the mean of their log-odds, or what the second says where no third was taken."""
    one, other = (np.clip(each, LEAST, 1 - LEAST) for each in (second, third))
    odds = np.sqrt(one / (1 - one) * (other / (1 - other)))
    return np.where(third > 0, np.round(odds / (1 + odds), 6), second)


def _label_scores(printed: Sequence[str], first: Reals, model: TrainedModel) -> Reals:
    """Return how much the label of each line reads like a site's own words, UNSCORED where it has none."""
    rows = np.flatnonzero(first[:, _LABEL_WORDS] > 0)
    scores = np.full(len(printed), UNSCORED)
    site = slice(SITE, SITE + 1)
    labels = [label_of(printed[row]) for row in rows.tolist()]
    scores[rows] = ngram_scores(labels, model.ngram_weights[site], model.ngram_bias[site])[:, 0]
    return scores


def _headlines(forest: Forest, features: Reals, asked: npt.NDArray[np.bool_]) -> Reals:
    found = np.zeros(len(features))
    if asked.any():
        found[asked] = probability(forest.scores(as_integers(features[asked])))[:, 0]
    return found


def _again(forest: Forest, features: Reals, before: Reals) -> Reals:
    found = np.where(is_uncertain(before), before, 0.0)
    rows = uncertain_rows(before)
    if len(rows):
        found[rows] = probability(forest.scores(as_integers(features[rows])))[:, 0]
    return found
