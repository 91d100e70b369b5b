"""The candidate headlines of a page, each with its probability and the features that decided the probability."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agents.split.dropped_headlines import dropped_headlines
from agents.split.features.arrays import Reals
from agents.split.features.inputs import FIRST_PASS_FEATURES, SECOND_PASS_FEATURES, THIRD_PASS_FEATURES
from agents.split.features.neighbours import KIND_FEATURES, KINDS
from agents.split.headline.site import NO_SITE, Site
from agents.split.model.files import trained_model
from agents.split.model.forest import LEAF_SCALE, Forest, as_integers
from agents.split.model.passes import predict
from agents.split.splitter import prepared_page, split_prepared

__all__ = ["DecidingFeature", "ExplainedLine", "explain_page"]

SHOWN = 0.01
"""Least probability of a line that is shown."""
FEATURES_SHOWN = 4
_OWN = len(FIRST_PASS_FEATURES)
_REPEATED = tuple(
    n
    for n, feature in enumerate(THIRD_PASS_FEATURES)
    if n < _OWN
    or feature.startswith("pass before")
    or feature == "rank of its score on the page"
    or feature in KIND_FEATURES[: len(KINDS)]
)
"""Features of the third pass that are not shown, because they only repeat the results of the first and second pass."""


@dataclass(frozen=True, slots=True)
class DecidingFeature:
    """A feature of a line. `log_odds` is how much the log-odds of the line drop if the feature has the page's median value."""

    name: str
    value: float
    log_odds: float


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """A candidate headline of a page, with its probabilities and its deciding features.

    `number` counts lines from 1. `previous_pass` is the headline probability by the second pass, and `probability` the final
    headline probability. `is_headline` says whether an article of the page has this headline.
    """

    number: int
    printed: str
    previous_pass: float
    probability: float
    is_headline: bool
    dropped: str
    """The step of the splitter that dropped a likely headline; empty for other lines."""
    features: tuple[DecidingFeature, ...]


def explain_page(text: str, site: Site = NO_SITE) -> list[ExplainedLine]:
    """Return the candidate headlines of a page, from top to bottom. The page is split in the same way as by `split_page`."""
    model = trained_model()
    lines, cleaned, page = prepared_page(text, model.stop_stems, site)
    prediction = predict(page, model)
    found = split_prepared(page, prediction, lines, cleaned.copies, model.confidence)
    heads = {article.headline.start for article in found.articles if article.headline}
    dropped = dropped_headlines(page.lines, dict(zip(page.rows.tolist(), prediction.headline.tolist(), strict=True)), found)
    median = np.median(prediction.features, axis=0) if len(prediction.features) else np.zeros(len(THIRD_PASS_FEATURES))
    explained = []
    for row, number in enumerate(page.rows.tolist()):
        line = page.lines[number].line
        if prediction.headline[row] >= SHOWN or line.left in heads:
            previous_pass = float(prediction.features[row, SECOND_PASS_FEATURES.index("pass before")])
            features = _deciding(prediction.features[row], median)
            explained.append(
                ExplainedLine(
                    number=number + 1,
                    printed=lines[number].line.printed,
                    previous_pass=previous_pass,
                    probability=float(prediction.headline[row]),
                    is_headline=line.left in heads,
                    dropped=dropped.get(number, ""),
                    features=features,
                )
            )
    return explained


def _deciding(features: Reals, median: Reals) -> tuple[DecidingFeature, ...]:
    model = trained_model()
    drops = _drops(model.third, features, median)
    drops[list(_REPEATED)] = 0.0
    drops[:_OWN] = _drops(model.first, features[:_OWN], median[:_OWN])
    order: Sequence[int] = np.argsort(-np.abs(drops), kind="stable")[:FEATURES_SHOWN].tolist()
    return tuple(DecidingFeature(THIRD_PASS_FEATURES[n], float(features[n]), round(float(drops[n]), 2)) for n in order)


def _drops(forest: Forest, features: Reals, median: Reals) -> Reals:
    """Return, per feature, how much the score of a line drops when only this feature is set to the page's median."""
    rows = np.tile(features, (len(features) + 1, 1))
    rows[np.arange(len(features)), np.arange(len(features))] = median
    scores = forest.scores(as_integers(rows))[:, 0] / LEAF_SCALE
    return np.asarray(scores[-1] - scores[:-1], np.float64)
