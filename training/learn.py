"""Trains the model, and predicts each line by models that were trained without the line's publisher."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt
from rich.progress import Progress

from agents.split.features.arrays import Ints, Reals
from agents.split.features.context import context_features, is_uncertain
from agents.split.features.inputs import NGRAM_FEATURES, SITE, UNSCORED, first_pass_features
from agents.split.features.neighbours import KINDS, kind_features
from agents.split.features.words import StopStems
from agents.split.model.forest import Forest, as_integers, probability
from agents.split.model.ngrams import NGRAM_SCALE
from agents.split.model.passes import LONGEST_HEADLINE, Prediction, combined
from agents.split.model.trained_model import TrainedModel
from training.boost import Growth, fit_forest
from training.dataset import Rows
from training.linear import fit_edge, fit_ngrams, fit_site_words, ngram_matrix
from training.pages import Origin
from training.parallel import each_fold

__all__ = ["Learnt", "learn"]

Mask = npt.NDArray[np.bool_]
FeatureMatrix = npt.NDArray[np.float32]
"""Features as 32-bit floats, which take half the memory of Reals. Values below 800 are exact to 1/FEATURE_SCALE."""
Linear = tuple[npt.NDArray[np.int16], Reals]
"""Weights and biases of the n-gram models."""
WEIGHTS = {Origin.COMPOSED: 1.25, Origin.MADE: 0.5, Origin.LAID_OUT: 0.6, Origin.SINGLE: 1.5, Origin.SEVERAL: 1.5}
"""Weight of a row by the origin of its page; 1 for other origins.

Generated pages have more layouts than labelled pages, but their layouts are less real.
"""
PHRASES = 1.5
"""Weight of a row of generated boilerplate."""
MENUS_KEPT = {Origin.SINGLE: 0.5, Origin.MADE: 0.3}
"""Share of boilerplate rows that training uses, by origin; 1 for other origins.

There are far more boilerplate rows than training needs.
"""
TEXTS_KEPT = 0.2
"""Share of long paragraphs that training uses."""
SEEDS = 2
FIRST = Growth(1, 240, SEEDS, 0.09, 7, 40, 20, 0.3, 0.7, 5.0)
LATER = Growth(1, 500, SEEDS, 0.05, 7, 32, 60, 0.2, 0.5, 40.0)
KIND = Growth(len(KINDS), 60, SEEDS, 0.16, 7, 31, 20, 0.3, 0.7, 5.0)
PAR, NAV = 1 + KINDS.index("PAR"), 1 + KINDS.index("NAV")
LONG_LINE = float(np.log(150))


@dataclass(frozen=True, slots=True)
class Learnt:
    """The result of training: a model trained on all rows, and models trained without the publishers of one fold each.

    `unseen` has one prediction per page. Each line is predicted by the model that was trained without the line's fold.
    """

    model: TrainedModel
    unseen: list[Prediction]
    by_fold: list[TrainedModel]
    """Per fold, the model that was trained without the publishers of the fold."""


def learn(rows: Rows, stop_stems: StopStems, name: str, seed: int, progress: Progress, seeds: int = SEEDS) -> Learnt:
    """Train the n-gram models and four forests in five steps.

    Each later step reads the predictions of earlier steps. These predictions always come from models that were trained
    without the line's publisher. With `seeds` of 1, training takes about half the time, and the model is a little worse.
    """
    task = progress.add_task("training", total=5 * (rows.fold_count + 1))
    chance = np.random.default_rng(seed)
    predictable = ~rows.given & (rows.labels >= 0)
    learnable = predictable & ~rows.of(Origin.BRIEFS)
    bare, made = rows.of(Origin.TEXT), rows.of(Origin.MADE, Origin.LAID_OUT)
    on_pages = predictable & ~bare
    short = on_pages & (rows.length < np.log(LONGEST_HEADLINE))
    draw = chance.random((2, len(made)))
    kept = (rows.labels != NAV) | (draw[0] < _shares_kept(rows)) | rows.phrases
    thin = (rows.labels != PAR) | (rows.length < LONG_LINE) | (draw[1] < TEXTS_KEPT)
    fitted = kept & learnable

    step = partial(_step, rows, seed, lambda: progress.advance(task), _weights(rows), seeds)
    for_ngrams = fitted & thin & (~made | rows.phrases)
    linear, scores, labels = _ngrams(rows, for_ngrams, learnable & ~made, seed, lambda: progress.advance(task))
    pages = zip(rows.page_features, rows.by_page(scores), rows.by_page(labels), strict=True)
    features = np.concatenate([first_pass_features(page.features, own, label).astype(np.float32) for page, own, label in pages])
    titles = (rows.labels == 0).astype(np.int64)

    first, once = step(features, titles, short & fitted, short, FIRST)
    with_context = _with_context(rows, features, once)
    second, twice = _again(step, with_context, titles, once, fitted)
    del with_context
    with_context = _with_context(rows, features, twice)
    del features
    others = on_pages & (rows.labels > 0) & fitted & thin
    kinds, each = step(with_context, rows.labels - 1, others, ~bare, KIND)
    with_context = np.concatenate(
        (with_context, np.concatenate([kind_features(page).astype(np.float32) for page in rows.by_page(each)])), axis=1
    )
    third, thrice = _again(step, with_context, titles, twice, fitted)
    every = zip(linear, first, second, third, kinds, strict=True)
    models = [TrainedModel(name, stop_stems, *ngrams, one, two, three, kind) for ngrams, one, two, three, kind in every]
    predictions = zip(
        rows.by_page(combined(twice[:, 0], thrice[:, 0])), rows.by_page(each), rows.by_page(with_context), strict=True
    )
    return Learnt(models[-1], [Prediction(*one) for one in predictions], models[:-1])


def _shares_kept(rows: Rows) -> Reals:
    """Return, per row, the share of boilerplate rows of the same origin that training uses."""
    share = np.ones(len(rows.labels))
    for origin, kept in MENUS_KEPT.items():
        share[rows.of(origin)] = kept
    return share


def _weights(rows: Rows) -> Reals:
    """Return the weight of each row in training."""
    weight = np.ones(len(rows.labels))
    for origin, counts in WEIGHTS.items():
        weight[rows.of(origin)] = counts
    weight[rows.phrases] = PHRASES
    return weight


def _step(
    rows: Rows,
    seed: int,
    advance: Callable[[], None],
    weight: Reals,
    seeds: int,
    features: FeatureMatrix,
    labels: Ints,
    chosen: Mask,
    wanted: Mask,
    growth: Growth,
) -> tuple[list[Forest], Reals]:
    """Train one forest per fold, and last a forest on all folds. Return the forests and the predictions.

    The forest of a fold is trained on the `chosen` rows of the other folds, and predicts the `wanted` rows of its fold.
    Predictions of all other rows are 0.
    """

    def fit(fold: int | None) -> tuple[Forest, Ints, Reals]:
        among = chosen if fold is None else chosen & (rows.folds != fold)
        forest = fit_forest(features[among], labels[among], weight[among], replace(growth, seeds=seeds), seed)
        unseen = np.flatnonzero(wanted & (rows.folds == fold)) if fold is not None else np.zeros(0, np.int64)
        return forest, unseen, probability(forest.scores(as_integers(features[unseen].astype(np.float64))))

    out = np.zeros((len(labels), growth.classes))
    fits = list(each_fold(fit, rows.fold_count, advance))
    for _, unseen, predicted in fits:
        out[unseen] = predicted
    return [forest for forest, *_ in fits], out


def _again(
    step: Callable[..., tuple[list[Forest], Reals]], features: FeatureMatrix, titles: Ints, before: Reals, kept: Mask
) -> tuple[list[Forest], Reals]:
    """Train the forests of a later pass. Return the forests and their predictions.

    Only the rows that the previous pass left uncertain are used, for training and for predictions.
    """
    uncertain = is_uncertain(before[:, 0])
    return step(features, titles, uncertain & kept, uncertain, LATER)


def _with_context(rows: Rows, features: FeatureMatrix, before: Reals) -> FeatureMatrix:
    """Return the features of all rows with the context features appended.

    The context features follow from `before`, the predictions of the previous pass.
    """
    second = [
        context_features(page, once[:, 0]).astype(np.float32)
        for page, once in zip(rows.page_features, rows.by_page(before), strict=True)
    ]
    return np.concatenate((features, np.concatenate(second)), axis=1)


def _ngrams(
    rows: Rows, chosen: Mask, labelled: Mask, seed: int, advance: Callable[[], None]
) -> tuple[list[Linear], Reals, Reals]:
    """Train the n-gram models per fold, and last on all folds. Return the models and two arrays of scores.

    The models of a fold are trained without the fold, and score the lines of the fold. The second array has scores of label
    words alone. The models of kinds and of site words are trained on the `chosen` rows. The models of first and last
    paragraphs are trained on the `labelled` rows.
    """
    matrix, of_labels = (ngram_matrix(*ngrams, len(rows.labels)) for ngrams in (rows.ngrams, rows.label_ngrams))
    labels = np.full(len(rows.labels), UNSCORED)
    paragraphs = labelled & (rows.labels == PAR)
    for_words = chosen & ((rows.labels != NAV) | rows.phrases)
    scores = np.zeros((len(rows.labels), len(NGRAM_FEATURES)))

    def fit(fold: int | None) -> Linear:
        among = rows.folds != (-1 if fold is None else fold)
        edges = [fit_edge(matrix, edge, paragraphs & among, seed) for edge in (rows.leads, rows.ends)]
        words = fit_site_words(matrix, rows.phrases, for_words & among, seed)
        each = [fit_ngrams(matrix, rows.labels, chosen & among, seed), words, *edges]
        return np.concatenate([weights for weights, _ in each]), np.concatenate([bias for _, bias in each])

    fits = list(each_fold(fit, rows.fold_count, advance))
    for fold, (weights, bias) in enumerate(fits):
        unseen = rows.folds == fold
        scores[unseen] = np.round(matrix[unseen] @ (weights.T / NGRAM_SCALE) + bias, 4)
        labelled_ones = unseen & (np.diff(of_labels.indptr) > 0)
        labels[labelled_ones] = np.round(of_labels[labelled_ones] @ (weights[SITE] / NGRAM_SCALE) + bias[SITE], 4)
    return fits, scores, labels
