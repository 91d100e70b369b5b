"""The input features of each pass of the model, in the order of their columns."""

from __future__ import annotations

import numpy as np

from agents.split.features.arrays import Reals, exact_mean
from agents.split.features.context import CONTEXT_FEATURES
from agents.split.features.neighbours import EDGE_FEATURES, KIND_FEATURES, KIND_NAMES, edge_features
from agents.split.features.page import PAGE_FEATURES
from agents.split.features.shape import SHAPE_FEATURES

__all__ = [
    "FIRST_PASS_FEATURES",
    "LABEL",
    "NGRAM_FEATURES",
    "SECOND_PASS_FEATURES",
    "SITE",
    "THIRD_PASS_FEATURES",
    "UNSCORED",
    "first_pass_features",
]

NGRAM_FEATURES = tuple(
    f"n-grams: {name}" for name in ("headline", *KIND_NAMES.values(), "words of a site", "first paragraph", "last paragraph")
)
_POOLED = NGRAM_FEATURES[:4]
POOLED_NGRAM_FEATURES = (
    *(f"{feature}, mean of openers" for feature in NGRAM_FEATURES),
    *(f"{feature}, against openers" for feature in _POOLED),
)
SITE = NGRAM_FEATURES.index("n-grams: words of a site")
SITE_FEATURES = tuple(
    f"n-grams: words of a site, {where}" for where in ("label", "line above", "line below", "best of a list above")
)
FIRST_PASS_FEATURES = (*PAGE_FEATURES, *NGRAM_FEATURES, *EDGE_FEATURES, *POOLED_NGRAM_FEATURES, *SITE_FEATURES)
"""The input columns of the first pass."""
LABEL = FIRST_PASS_FEATURES.index(SITE_FEATURES[0])
SECOND_PASS_FEATURES = (*FIRST_PASS_FEATURES, *CONTEXT_FEATURES)
"""The input columns of the second pass, and of the trees that predict the kinds of lines."""
THIRD_PASS_FEATURES = (*SECOND_PASS_FEATURES, *KIND_FEATURES)
"""The input columns of the third pass."""
_LENGTH, _STOP = (PAGE_FEATURES.index(feature) for feature in ("length (log)", "ends in a full stop"))
LONGEST_LISTED = float(np.log(140))
UNSCORED = -9.0
"""Score of a line or label that does not exist: below any score."""


def first_pass_features(first: Reals, ngrams: Reals, labels: Reals) -> Reals:
    """Return one row per line, one column per feature of FIRST_PASS_FEATURES.

    `first` has the PAGE_FEATURES of a page, and `ngrams` the NGRAM_FEATURES of the same page. `labels` has, per line, the
    site score of the line's label. The site score is the n-gram score of "words of a site".
    """
    edges = edge_features(first[:, : len(SHAPE_FEATURES)], ngrams[:, -2], ngrams[:, -1])
    opener = first[:, PAGE_FEATURES.index("short line that opens a text")] > 0
    mean = exact_mean(ngrams[opener]) if opener.any() else np.full(ngrams.shape[1], UNSCORED)
    pooled = (np.broadcast_to(mean, ngrams.shape), ngrams[:, : len(_POOLED)] - mean[: len(_POOLED)])
    site = np.concatenate(([UNSCORED], ngrams[:, SITE], [UNSCORED]))
    sites = np.stack((labels, site[:-2], site[2:], _listed(ngrams[:, SITE], first)), axis=1)
    return np.concatenate((first, ngrams, edges, *pooled, sites), axis=1)


def _listed(site: Reals, first: Reals) -> Reals:
    """Return, per line, the highest site score in the list right above the line, or UNSCORED if no list is there.

    A list here is a run of short lines that do not end in a full stop.
    """
    listed = (first[:, _LENGTH] <= LONGEST_LISTED) & (first[:, _STOP] == 0)
    found, best = [], UNSCORED
    for score, is_listed in zip(site.tolist(), listed.tolist(), strict=True):
        found.append(best)
        best = max(best, score) if is_listed else UNSCORED
    return np.array(found, np.float64)
