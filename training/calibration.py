"""Calibration: the map from raw confidences to shares of right headlines, from articles of unseen publishers."""

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
"""Raw confidences between the points of the map; most confidences are near 1."""
PRIOR = 4.0
"""Weight of the prior at each point, in articles: the raw confidence is taken to be right."""


def fit_confidence(articles: Sequence[ScoredArticle]) -> ConfidenceMap:
    """Return a rising line through the shares of right headlines; all shapes of pages have the same weight."""
    if not articles:
        return IDENTITY
    shapes = Counter(article.shape for article in articles)
    raw = np.array([article.confidence for article in articles])
    right = np.array([float(article.right) for article in articles])
    weight = np.array([len(articles) / len(shapes) / shapes[article.shape] for article in articles])
    points = _rising(_points(raw, right, weight))
    return ConfidenceMap([round(point[0], 4) for point in points], [round(point[1], 4) for point in points])


Point = tuple[float, float, float]
"""Mean raw confidence, share of right headlines, weight."""


def _points(raw: Reals, right: Reals, weight: Reals) -> list[Point]:
    part = np.searchsorted(EDGES, raw, side="right")
    points = []
    for own in (part == number for number in np.unique(part)):
        total = float(weight[own].sum())
        mean = float(weight[own] @ raw[own]) / total
        points.append((mean, (float(weight[own] @ right[own]) + PRIOR * mean) / (total + PRIOR), total))
    return points


def _rising(points: Sequence[Point]) -> list[Point]:
    """Merge neighbours whose shares do not rise (isotonic regression, pool adjacent violators)."""
    joined: list[Point] = []
    for point in points:
        joined.append(point)
        while len(joined) > 1 and joined[-1][1] <= joined[-2][1]:
            (x, y, w), (u, v, z) = joined.pop(), joined.pop()
            joined.append(((x * w + u * z) / (w + z), (y * w + v * z) / (w + z), w + z))
    return joined


def calibrated_in_folds(articles: Sequence[ScoredArticle], folds: Mapping[str, int]) -> list[ScoredArticle]:
    """Return the articles with calibrated confidences; the map of each fold is fitted to the other folds."""
    dealt = [folds.get(article.publisher, -1) for article in articles]
    maps = {
        fold: fit_confidence([article for article, own in zip(articles, dealt, strict=True) if own != fold])
        for fold in sorted(set(dealt))
    }
    return [
        replace(article, confidence=calibrated(article.confidence, maps[fold]))
        for article, fold in zip(articles, dealt, strict=True)
    ]
