"""The passes of the model over a page: for every printed line, the probability of a headline and of each other kind.

    page features, n-gram scores ─▶ first pass
    ... and context features of the first pass ─▶ second pass
    ... and context features of the second pass ─┬─▶ kinds of the lines
                                                 └─▶ ... and the kinds of the neighbours ─▶ third pass

The final headline probability has the mean log-odds of the second and the third pass. The first pass predicts the lines that
are short enough for a headline. Each later pass predicts only the lines that the previous pass left uncertain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agents.split.features.arrays import Ints, Mask, Reals
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
"""Probabilities are clipped to this distance from 0 and 1 before their log-odds are taken."""
LONGEST_HEADLINE = 230
"""A headline has fewer characters than this. The longest of 3,500 real headlines has 219 characters."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """The predictions of the model for a page, one row per printed line."""

    headline: Reals
    """Probability of a headline."""
    kinds: Reals
    """Probabilities of the other kinds, one column per kind of KINDS."""
    features: Reals
    """One column per feature of THIRD_PASS_FEATURES."""


def can_be_headline(page: PageFeatures) -> Mask:
    """Return, per row, whether the line is short enough for a headline and is neither a tick nor a date."""
    never = {LineClass.TICK, LineClass.DATE}
    return np.array(
        [page.lines[n].kind not in never and len(page.lines[n].line.printed) < LONGEST_HEADLINE for n in page.rows.tolist()],
        np.bool_,
    )


def predict(page: PageFeatures, model: TrainedModel) -> Prediction:
    """Return the predictions for every printed line of a page."""
    printed = [page.lines[number].line.printed for number in page.rows.tolist()]
    if not printed:
        return Prediction(np.zeros(0), np.zeros((0, len(KINDS))), np.zeros((0, len(THIRD_PASS_FEATURES))))
    candidates = can_be_headline(page)
    features = first_pass_features(
        page.features, ngram_scores(printed, model.ngram_weights, model.ngram_bias), _label_scores(printed, page.features, model)
    )
    first = _headlines(model.first, features, np.flatnonzero(candidates), np.zeros(len(features)))
    second = _again(model.second, np.concatenate((features, context_features(page, first)), axis=1), first)
    features = np.concatenate((features, context_features(page, second)), axis=1)
    kinds = probability(model.kinds.scores(as_integers(features)))
    features = np.concatenate((features, kind_features(kinds)), axis=1)
    third = _again(model.third, features, second)
    return Prediction(combined(second, third), kinds, features)


def combined(second: Reals, third: Reals) -> Reals:
    """Return, per row, the probability whose log-odds are the mean of the second and the third pass.

    `third` is 0 for a row that the third pass skipped. Such a row has the probability of the second pass.
    """
    one, other = (np.clip(each, LEAST, 1 - LEAST) for each in (second, third))
    odds = np.sqrt(one / (1 - one) * (other / (1 - other)))
    return np.where(third > 0, np.round(odds / (1 + odds), 6), second)


def _label_scores(printed: Sequence[str], first: Reals, model: TrainedModel) -> Reals:
    """Return, per line, how much the line's label reads like words of a site, or UNSCORED if the line has no label.

    The label is the words before a colon or a dash (see `label_of`). `first` has the PAGE_FEATURES of the lines.
    """
    rows = np.flatnonzero(first[:, _LABEL_WORDS] > 0)
    scores = np.full(len(printed), UNSCORED)
    site = slice(SITE, SITE + 1)
    labels = [label_of(printed[row]) for row in rows.tolist()]
    scores[rows] = ngram_scores(labels, model.ngram_weights[site], model.ngram_bias[site])[:, 0]
    return scores


def _again(forest: Forest, features: Reals, before: Reals) -> Reals:
    return _headlines(forest, features, uncertain_rows(before), np.where(is_uncertain(before), before, 0.0))


def _headlines(forest: Forest, features: Reals, rows: Ints, others: Reals) -> Reals:
    """Return the headline probability of every row. The forest predicts `rows`; other rows get their value from `others`."""
    found = others.copy()
    if len(rows):
        found[rows] = probability(forest.scores(as_integers(features[rows])))[:, 0]
    return found
