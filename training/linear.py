"""Hashed character n-grams to a linear model of whole numbers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import SGDClassifier

from agents.split.features.arrays import Ints, Reals
from agents.split.model.ngrams import BUCKETS, NGRAM_SCALE

__all__ = ["fit_edge", "fit_ngrams", "fit_site_words", "ngram_matrix"]


def ngram_matrix(rows: npt.NDArray[np.int32], buckets: npt.NDArray[np.int32], count: int) -> csr_matrix:
    """Return one row per line: counts of its n-grams over the root of their number."""
    matrix = csr_matrix((np.ones(len(rows), np.float32), (rows, buckets)), shape=(count, BUCKETS))
    matrix.sum_duplicates()
    total = np.maximum(np.bincount(rows, minlength=count), 1)
    return (diags((1 / np.sqrt(total)).astype(np.float32)) @ matrix).tocsr()


def fit_ngrams(matrix: csr_matrix, labels: Ints, chosen: npt.NDArray[np.bool_], seed: int) -> tuple[npt.NDArray[np.int16], Reals]:
    """Return weights of one row a label and one column per bucket, and the biases, both as they are stored."""
    model = SGDClassifier(loss="log_loss", alpha=3e-6, max_iter=5, tol=None, random_state=seed)
    return _stored(model.fit(matrix[chosen], labels[chosen]))


def fit_edge(
    matrix: csr_matrix, edge: npt.NDArray[np.bool_], chosen: npt.NDArray[np.bool_], seed: int
) -> tuple[npt.NDArray[np.int16], Reals]:
    """Return the same with one row: how much a paragraph reads like the first, or the last, of an article."""
    model = SGDClassifier(loss="log_loss", alpha=1e-5, max_iter=8, tol=None, random_state=seed, average=True)
    return _stored(model.fit(matrix[chosen], edge[chosen]))


def fit_site_words(
    matrix: csr_matrix, phrases: npt.NDArray[np.bool_], chosen: npt.NDArray[np.bool_], seed: int
) -> tuple[npt.NDArray[np.int16], Reals]:
    """Return the same for how much a line reads like a site's own words: few lines, that count as much as all others."""
    model = SGDClassifier(
        loss="log_loss", alpha=1e-5, max_iter=8, tol=None, random_state=seed, average=True, class_weight="balanced"
    )
    return _stored(model.fit(matrix[chosen], phrases[chosen]))


def _stored(model: SGDClassifier) -> tuple[npt.NDArray[np.int16], Reals]:
    weights = np.clip(np.rint(model.coef_ * NGRAM_SCALE), -32767, 32767).astype(np.int16)
    return weights, np.asarray(np.round(model.intercept_, 4), np.float64)
