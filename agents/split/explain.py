"""A page to its candidate headlines, each with its score and the cues that decided."""

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
"""Probability from which a line is shown."""
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
"""Left out of the last look's reasons: they only repeat those of the looks before."""


@dataclass(frozen=True, slots=True)
class DecidingFeature:
    """A cue of a line, and by how much its log-odds would move if the cue were the page's usual one."""

    name: str
    value: float
    log_odds: float


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """A candidate: its line number from 1, what it scored, whether it begins an article, and why not."""

    number: int
    printed: str
    previous_pass: float
    probability: float
    is_headline: bool
    dropped: str
    """The step that dropped a line that looked sure; empty elsewhere."""
    features: tuple[DecidingFeature, ...]


def explain_page(text: str, site: Site = NO_SITE) -> list[ExplainedLine]:
    """Return the candidate lines of a page in order; it is cut exactly as `split_page` cuts it."""
    model = trained_model()
    lines, cleaned, page = prepared_page(text, model.stop_stems, site)
    prediction = predict(page, model)
    found = split_prepared(page, prediction, lines, cleaned.copies, model.confidence)
    heads = {article.headline.start for article in found.articles if article.headline}
    dropped = dropped_headlines(page.lines, dict(zip(page.rows.tolist(), prediction.headline.tolist(), strict=True)), found)
    usual = np.median(prediction.features, axis=0) if len(prediction.features) else np.zeros(len(THIRD_PASS_FEATURES))
    explained = []
    for row, number in enumerate(page.rows.tolist()):
        line = page.lines[number].line
        if prediction.headline[row] >= SHOWN or line.left in heads:
            previous_pass = float(prediction.features[row, SECOND_PASS_FEATURES.index("pass before")])
            features = _deciding(prediction.features[row], usual)
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


def _deciding(features: Reals, usual: Reals) -> tuple[DecidingFeature, ...]:
    model = trained_model()
    moved = _moved(model.third, features, usual)
    moved[list(_REPEATED)] = 0.0
    moved[:_OWN] = _moved(model.first, features[:_OWN], usual[:_OWN])
    order: Sequence[int] = np.argsort(-np.abs(moved), kind="stable")[:FEATURES_SHOWN].tolist()
    return tuple(DecidingFeature(THIRD_PASS_FEATURES[n], float(features[n]), round(float(moved[n]), 2)) for n in order)


def _moved(forest: Forest, features: Reals, usual: Reals) -> Reals:
    """Return for each cue by how much the score is above what it were with the usual cue."""
    rows = np.tile(features, (len(features) + 1, 1))
    rows[np.arange(len(features)), np.arange(len(features))] = usual
    scores = forest.scores(as_integers(rows))[:, 0] / LEAF_SCALE
    return np.asarray(scores[-1] - scores[:-1], np.float64)
