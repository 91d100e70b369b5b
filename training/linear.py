"""Linear models over hashed character n-grams, trained by stochastic gradient descent and stored as whole numbers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import SGDClassifier

from agents.split.features.arrays import Ints, Reals
from agents.split.model.ngrams import BUCKETS, NGRAM_SCALE

__all__ = ["fit_edge", "fit_ngrams", "fit_site_words", "ngram_matrix"]


def ngram_matrix(rows: npt.NDArray[np.int32], buckets: npt.NDArray[np.int32], count: int) -> csr_matrix:
    """Return one row per line: the counts of its n-grams over the root of their number."""
    matrix = csr_matrix((np.ones(len(rows), np.float32), (rows, buckets)), shape=(count, BUCKETS))
    matrix.sum_duplicates()
    total = np.maximum(np.bincount(rows, minlength=count), 1)
    return (diags((1 / np.sqrt(total)).astype(np.float32)) @ matrix).tocsr()


def fit_ngrams(matrix: csr_matrix, labels: Ints, chosen: npt.NDArray[np.bool_], seed: int) -> tuple[npt.NDArray[np.int16], Reals]:
    """Return the weights, one row per label and one column per bucket, and the biases, both as they are stored."""
    model = SGDClassifier(loss="log_loss", alpha=3e-6, max_iter=5, tol=None, random_state=seed)
    return _stored(model.fit(matrix[chosen], labels[chosen]))


def fit_edge(
    matrix: csr_matrix, edge: npt.NDArray[np.bool_], chosen: npt.NDArray[np.bool_], seed: int
) -> tuple[npt.NDArray[np.int16], Reals]:
    """Return weights and bias of one model: how much a paragraph reads like the first, or the last, of an article."""
    model = SGDClassifier(loss="log_loss", alpha=1e-5, max_iter=8, tol=None, random_state=seed, average=True)
    return _stored(model.fit(matrix[chosen], edge[chosen]))


def fit_site_words(
    matrix: csr_matrix, phrases: npt.NDArray[np.bool_], chosen: npt.NDArray[np.bool_], seed: int
) -> tuple[npt.NDArray[np.int16], Reals]:
    """Return weights and bias of one model: how much a line reads like words of a site.

    Such lines are few; they weigh as much in all as the others.
    """
    model = SGDClassifier(
        loss="log_loss", alpha=1e-5, max_iter=8, tol=None, random_state=seed, average=True, class_weight="balanced"
    )
    return _stored(model.fit(matrix[chosen], phrases[chosen]))


def _stored(model: SGDClassifier) -> tuple[npt.NDArray[np.int16], Reals]:
    weights = np.clip(np.rint(model.coef_ * NGRAM_SCALE), -32767, 32767).astype(np.int16)
    return weights, np.asarray(np.round(model.intercept_, 4), np.float64)
