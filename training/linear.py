"""Linear models over hashed character n-grams, trained by stochastic gradient descent. Weights are stored as integers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import SGDClassifier

from agents.split.features.arrays import Ints, Reals
from agents.split.model.ngrams import BUCKETS, NGRAM_SCALE

__all__ = ["fit_edge", "fit_ngrams", "fit_site_words", "ngram_matrix"]


def ngram_matrix(rows: npt.NDArray[np.int32], buckets: npt.NDArray[np.int32], count: int) -> csr_matrix:
    """Return a sparse matrix with one row per line and one column per bucket.

    A cell is the count of the line's n-grams in the bucket, divided by the square root of the line's number of n-grams.
    """
    matrix = csr_matrix((np.ones(len(rows), np.float32), (rows, buckets)), shape=(count, BUCKETS))
    matrix.sum_duplicates()
    total = np.maximum(np.bincount(rows, minlength=count), 1)
    return (diags((1 / np.sqrt(total)).astype(np.float32)) @ matrix).tocsr()


def fit_ngrams(matrix: csr_matrix, labels: Ints, chosen: npt.NDArray[np.bool_], seed: int) -> tuple[npt.NDArray[np.int16], Reals]:
    """Train the model of line labels on the `chosen` rows; return its weights and biases as they are stored.

    The weights have one row per label and one column per bucket.
    """
    model = SGDClassifier(loss="log_loss", alpha=3e-6, max_iter=5, tol=None, random_state=seed)
    return _stored(model.fit(matrix[chosen], labels[chosen]))


def fit_edge(
    matrix: csr_matrix, edge: npt.NDArray[np.bool_], chosen: npt.NDArray[np.bool_], seed: int
) -> tuple[npt.NDArray[np.int16], Reals]:
    """Train a model that scores how much a paragraph reads like an article's first paragraph, or like its last one.

    `edge` marks the first paragraphs, or the last paragraphs. Return the weights and the bias as they are stored.
    """
    model = SGDClassifier(loss="log_loss", alpha=1e-5, max_iter=8, tol=None, random_state=seed, average=True)
    return _stored(model.fit(matrix[chosen], edge[chosen]))


def fit_site_words(
    matrix: csr_matrix, phrases: npt.NDArray[np.bool_], chosen: npt.NDArray[np.bool_], seed: int
) -> tuple[npt.NDArray[np.int16], Reals]:
    """Train a model of how much a line reads like words of a site, such as links and prompts.

    `phrases` marks the lines with such words. These lines are few, so their total weight is made equal to that of the other
    lines. Return the weights and the bias as they are stored.
    """
    model = SGDClassifier(
        loss="log_loss", alpha=1e-5, max_iter=8, tol=None, random_state=seed, average=True, class_weight="balanced"
    )
    return _stored(model.fit(matrix[chosen], phrases[chosen]))


def _stored(model: SGDClassifier) -> tuple[npt.NDArray[np.int16], Reals]:
    weights = np.clip(np.rint(model.coef_ * NGRAM_SCALE), -32767, 32767).astype(np.int16)
    return weights, np.asarray(np.round(model.intercept_, 4), np.float64)
