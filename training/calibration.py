"""Calibration: maps a raw confidence of the splitter to the share of headlines that are right at this confidence.

The map is fitted to articles of publishers that the model was not trained on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from agents.split.features.arrays import Reals
from agents.split.model.trained_model import IDENTITY, ConfidenceMap, calibrated
from training.reliability import ScoredArticle

__all__ = ["calibrated_in_folds", "fit_confidence"]

EDGES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)
"""Limits of the bins of raw confidence. Bins are narrow near 1, where most confidences are."""
PRIOR = 4.0
"""Weight of the prior in each bin, in articles. The prior is that the share of right headlines equals the raw confidence."""


def fit_confidence(articles: Sequence[ScoredArticle]) -> ConfidenceMap:
    """Fit the map from raw confidences to shares of right headlines, and return it.

    The map is a rising line with one point per bin. All shapes of pages have the same total weight. Without articles, the map
    is IDENTITY.
    """
    if not articles:
        return IDENTITY
    shapes = Counter(article.shape for article in articles)
    raw = np.array([article.confidence for article in articles])
    right = np.array([float(article.right) for article in articles])
    weight = np.array([len(articles) / len(shapes) / shapes[article.shape] for article in articles])
    points = _rising(_points(raw, right, weight))
    return ConfidenceMap([round(point[0], 4) for point in points], [round(point[1], 4) for point in points])


Point = tuple[float, float, float]
"""Mean raw confidence, share of right headlines, and weight of a bin."""


def _points(raw: Reals, right: Reals, weight: Reals) -> list[Point]:
    part = np.searchsorted(EDGES, raw, side="right")
    points = []
    for own in (part == number for number in np.unique(part)):
        total = float(weight[own].sum())
        mean = float(weight[own] @ raw[own]) / total
        points.append((mean, (float(weight[own] @ right[own]) + PRIOR * mean) / (total + PRIOR), total))
    return points


def _rising(points: Sequence[Point]) -> list[Point]:
    """Merge neighbouring points until the shares rise from point to point.

    The method is isotonic regression by the pool adjacent violators algorithm.
    """
    joined: list[Point] = []
    for point in points:
        joined.append(point)
        while len(joined) > 1 and joined[-1][1] <= joined[-2][1]:
            (x, y, w), (u, v, z) = joined.pop(), joined.pop()
            joined.append(((x * w + u * z) / (w + z), (y * w + v * z) / (w + z), w + z))
    return joined


def calibrated_in_folds(articles: Sequence[ScoredArticle], folds: Mapping[str, int]) -> list[ScoredArticle]:
    """Return the articles with calibrated confidences.

    The map for each fold is fitted to the articles of all other folds.
    """
    dealt = [folds.get(article.publisher, -1) for article in articles]
    maps = {
        fold: fit_confidence([article for article, own in zip(articles, dealt, strict=True) if own != fold])
        for fold in sorted(set(dealt))
    }
    return [
        replace(article, confidence=calibrated(article.confidence, maps[fold]))
        for article, fold in zip(articles, dealt, strict=True)
    ]
