"""Rows to a model, and to what models say of lines whose publishers they have not seen."""

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
"""In half the memory: multiples of 1/FEATURE_SCALE below 800 keep their units."""
Linear = tuple[npt.NDArray[np.int16], Reals]
"""Weights and bias of the n-grams."""
WEIGHTS = {Origin.COMPOSED: 1.25, Origin.MADE: 0.5, Origin.LAID_OUT: 0.6, Origin.SINGLE: 1.5, Origin.SEVERAL: 1.5}
"""What a row counts; 1 for others. Pages of our own making show more layouts, and less well than labelled ones."""
PHRASES = 1.5
"""What furniture in words of our own counts."""
MENUS_KEPT = {Origin.SINGLE: 0.5, Origin.MADE: 0.3}
"""Share of the lines of boilerplate that are learned from, 1 for other pages: there are far more than are needed."""
TEXTS_KEPT = 0.2
"""Share of the long paragraphs that are learned from."""
SEEDS = 2
FIRST = Growth(1, 240, SEEDS, 0.09, 7, 40, 20, 0.3, 0.7, 5.0)
LATER = Growth(1, 500, SEEDS, 0.05, 7, 32, 60, 0.2, 0.5, 40.0)
KIND = Growth(len(KINDS), 60, SEEDS, 0.16, 7, 31, 20, 0.3, 0.7, 5.0)
PAR, NAV = 1 + KINDS.index("PAR"), 1 + KINDS.index("NAV")
LONG_LINE = float(np.log(150))


@dataclass(frozen=True, slots=True)
class Learnt:
    """The model of all rows, and for each page what models of other publishers say of it."""

    model: TrainedModel
    unseen: list[Prediction]
    by_fold: list[TrainedModel]
    """For each fold the model that has not seen its publishers."""


def learn(rows: Rows, stop_stems: StopStems, name: str, seed: int, progress: Progress, seeds: int = SEEDS) -> Learnt:
    """Learn in five steps; each sees of the step before only what was said of unseen publishers.

    With one voice it takes about half the time, and is a little worse.
    """
    task = progress.add_task("training", total=5 * (rows.fold_count + 1))
    chance = np.random.default_rng(seed)
    asked = ~rows.given & (rows.labels >= 0)
    learnable = asked & ~rows.of(Origin.BRIEFS)
    bare, made = rows.of(Origin.TEXT), rows.of(Origin.MADE, Origin.LAID_OUT)
    on_pages = asked & ~bare
    short = on_pages & (rows.length < np.log(LONGEST_HEADLINE))
    draw = chance.random((2, len(made)))
    kept = (rows.labels != NAV) | (draw[0] < _shares_kept(rows)) | rows.phrases
    thin = (rows.labels != PAR) | (rows.length < LONG_LINE) | (draw[1] < TEXTS_KEPT)
    fitted = kept & learnable

    step = partial(_step, rows, seed, lambda: progress.advance(task), _weights(rows), seeds)
    read = fitted & thin & (~made | rows.phrases)
    linear, scores, labels = _ngrams(rows, read, learnable & ~made, seed, lambda: progress.advance(task))
    pages = zip(rows.page_features, rows.by_page(scores), rows.by_page(labels), strict=True)
    features = np.concatenate(
        [first_pass_features(page_features.features, own, label).astype(np.float32) for page_features, own, label in pages]
    )
    titles = (rows.labels == 0).astype(np.int64)

    first, once = step(features, titles, short & fitted, short, FIRST)
    seen = _seen(rows, features, once)
    second, twice = _again(step, seen, titles, once, fitted)
    del seen
    seen = _seen(rows, features, twice)
    del features
    others = on_pages & (rows.labels > 0) & fitted & thin
    kinds, each = step(seen, rows.labels - 1, others, ~bare, KIND)
    seen = np.concatenate((seen, np.concatenate([kind_features(page).astype(np.float32) for page in rows.by_page(each)])), axis=1)
    third, thrice = _again(step, seen, titles, twice, fitted)
    every = zip(linear, first, second, third, kinds, strict=True)
    models = [TrainedModel(name, stop_stems, *ngrams, one, two, three, kind) for ngrams, one, two, three, kind in every]
    said = zip(rows.by_page(combined(twice[:, 0], thrice[:, 0])), rows.by_page(each), rows.by_page(seen), strict=True)
    return Learnt(models[-1], [Prediction(*one) for one in said], models[:-1])


def _shares_kept(rows: Rows) -> Reals:
    """Return for each row which share of such lines is learned from where they are boilerplate."""
    share = np.ones(len(rows.labels))
    for origin, kept in MENUS_KEPT.items():
        share[rows.of(origin)] = kept
    return share


def _weights(rows: Rows) -> Reals:
    """Return what each row counts in training."""
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
    said: Mask,
    growth: Growth,
) -> tuple[list[Forest], Reals]:
    """Return trees of the chosen rows without each fold and of all, and what those without its fold say of a row in `said`."""

    def fit(fold: int | None) -> tuple[Forest, Ints, Reals]:
        among = chosen if fold is None else chosen & (rows.folds != fold)
        forest = fit_forest(features[among], labels[among], weight[among], replace(growth, seeds=seeds), seed)
        unseen = np.flatnonzero(said & (rows.folds == fold)) if fold is not None else np.zeros(0, np.int64)
        return forest, unseen, probability(forest.scores(as_integers(features[unseen].astype(np.float64))))

    out = np.zeros((len(labels), growth.classes))
    fits = list(each_fold(fit, rows.fold_count, advance))
    for _, unseen, told in fits:
        out[unseen] = told
    return [forest for forest, *_ in fits], out


def _again(
    step: Callable[..., tuple[list[Forest], Reals]], features: FeatureMatrix, titles: Ints, said: Reals, kept: Mask
) -> tuple[list[Forest], Reals]:
    """Return the trees of a further look, and what it says where the previous pass doubted."""
    uncertain_rows = is_uncertain(said[:, 0])
    return step(features, titles, uncertain_rows & kept, uncertain_rows, LATER)


def _seen(rows: Rows, features: FeatureMatrix, said: Reals) -> FeatureMatrix:
    """Return the features of all pages with the second ones, after a look at lines it had not seen."""
    second = [
        context_features(page, once[:, 0]).astype(np.float32)
        for page, once in zip(rows.page_features, rows.by_page(said), strict=True)
    ]
    return np.concatenate((features, np.concatenate(second)), axis=1)


def _ngrams(
    rows: Rows, chosen: Mask, labelled: Mask, seed: int, advance: Callable[[], None]
) -> tuple[list[Linear], Reals, Reals]:
    """Return n-gram models of the chosen rows, and of labelled paragraphs, as `_step` its trees; and their scores of rows."""
    matrix, of_labels = (ngram_matrix(*ngrams, len(rows.labels)) for ngrams in (rows.ngrams, rows.label_ngrams))
    labels = np.full(len(rows.labels), UNSCORED)
    paragraphs = labelled & (rows.labels == PAR)
    told = chosen & ((rows.labels != NAV) | rows.phrases)
    scores = np.zeros((len(rows.labels), len(NGRAM_FEATURES)))

    def fit(fold: int | None) -> Linear:
        among = rows.folds != (-1 if fold is None else fold)
        edges = [fit_edge(matrix, edge, paragraphs & among, seed) for edge in (rows.leads, rows.ends)]
        words = fit_site_words(matrix, rows.phrases, told & among, seed)
        each = [fit_ngrams(matrix, rows.labels, chosen & among, seed), words, *edges]
        return np.concatenate([weights for weights, _ in each]), np.concatenate([bias for _, bias in each])

    fits = list(each_fold(fit, rows.fold_count, advance))
    for fold, (weights, bias) in enumerate(fits):
        unseen = rows.folds == fold
        scores[unseen] = np.round(matrix[unseen] @ (weights.T / NGRAM_SCALE) + bias, 4)
        labelled_ones = unseen & (np.diff(of_labels.indptr) > 0)
        labels[labelled_ones] = np.round(of_labels[labelled_ones] @ (weights[SITE] / NGRAM_SCALE) + bias[SITE], 4)
    return fits, scores, labels
