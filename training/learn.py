"""Rows to a model, and to what models say of lines whose publishers they have not seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from rich.progress import Progress

from agents.split.flow import Ints, Reals
from agents.split.grams import GRAM_SCALE
from agents.split.looks import KINDS, LONGEST_HEADLINE, Looked, Model
from agents.split.second_cues import second_cues
from agents.split.trees import Forest, as_integers, probability
from training.boost import fit_forest
from training.dataset import FOLDS, Rows
from training.linear import fit_grams, gram_matrix

__all__ = ["Learnt", "learn"]

Mask = npt.NDArray[np.bool_]
Size = tuple[int, int, float]
"""Classes, trees for each of them, and the learning rate."""
PAR, NAV = 1 + KINDS.index("PAR"), 1 + KINDS.index("NAV")
EASY = 0.003
"""First look below which a line is hardly ever a headline: a part of them is enough to learn from."""
LONG_LINE = float(np.log(150))


@dataclass(frozen=True, slots=True)
class Learnt:
    """The model of all rows, and for each page what models of other publishers say of it."""

    model: Model
    unseen: list[Looked]


def learn(rows: Rows, name: str, seed: int, progress: Progress) -> Learnt:
    """Learn in five steps; each sees of the step before only what was said of unseen publishers."""
    task = progress.add_task("training", total=5 * (FOLDS + 1))
    chance = np.random.default_rng(seed)
    asked = ~rows.given & (rows.labels >= 0)
    short = asked & (rows.cues[:, 0] < np.log(LONGEST_HEADLINE))
    real = np.repeat([page.profile == "real" for page in rows.pages], np.diff(rows.starts))
    made = np.repeat([page.profile == "composed" for page in rows.pages], np.diff(rows.starts))
    kept = (rows.labels != NAV) | ~(real | made) | (chance.random(len(real)) < 0.15)
    thin = (rows.labels != PAR) | (rows.cues[:, 0] < LONG_LINE) | (chance.random(len(real)) < 0.2)

    weights, bias, grams = _grams(rows, asked & kept & thin & ~made, seed, lambda: progress.advance(task))
    cues = np.concatenate((rows.cues, grams), axis=1)
    titles = (rows.labels == 0).astype(np.int64)

    step = partial(_step, rows, seed, lambda: progress.advance(task))
    first, once = step(cues, titles, short & kept, short, (1, 200, 0.09))
    doubtful = short & kept & ((once[:, 0] > EASY) | (chance.random(len(real)) < 0.2))
    seen = np.concatenate((cues, _second(rows, once)), axis=1)
    second, twice = step(seen, titles, doubtful, short, (1, 200, 0.07))
    seen = np.concatenate((cues, _second(rows, twice)), axis=1)
    third, thrice = step(seen, titles, doubtful, short, (1, 160, 0.07))
    others = asked & (rows.labels > 0) & kept & thin
    kinds, each = step(seen, rows.labels - 1, others, ~made, (len(KINDS), 40, 0.16))
    model = Model(name, weights, bias, first, second, third, kinds)
    said = zip(rows.by_page(thrice[:, 0]), rows.by_page(each), rows.by_page(seen), strict=True)
    return Learnt(model, [Looked(*one) for one in said])


def _step(
    rows: Rows, seed: int, advance: Callable[[], None], cues: Reals, labels: Ints, chosen: Mask, said: Mask, size: Size
) -> tuple[Forest, Reals]:
    """Return the trees of the chosen rows, and what trees of other folds say of the rows in `said`."""
    classes, trees, rate = size
    out = np.zeros((len(labels), classes))
    for fold in range(FOLDS):
        others = chosen & (rows.folds != fold)
        forest = fit_forest(cues[others], labels[others], classes, trees, rate, seed)
        unseen = np.flatnonzero(said & (rows.folds == fold))
        out[unseen] = probability(forest.scores(as_integers(cues[unseen])))
        advance()
    forest = fit_forest(cues[chosen], labels[chosen], classes, trees, rate, seed)
    advance()
    return forest, out


def _second(rows: Rows, said: Reals) -> Reals:
    """Return the second cues of all pages, after a look at lines it had not seen."""
    return np.concatenate([second_cues(page, once[:, 0]) for page, once in zip(rows.readings, rows.by_page(said), strict=True)])


def _grams(rows: Rows, chosen: Mask, seed: int, advance: Callable[[], None]) -> tuple[npt.NDArray[np.int16], Reals, Reals]:
    """Return the n-gram model of the chosen rows, and its scores of rows it has not seen."""
    matrix = gram_matrix(rows.gram_row, rows.gram_bucket, len(rows.labels))
    scores = np.zeros((len(rows.labels), 1 + len(KINDS)))
    for fold in range(FOLDS):
        weights, bias = fit_grams(matrix, rows.labels, chosen & (rows.folds != fold), seed)
        unseen = rows.folds == fold
        scores[unseen] = np.round(matrix[unseen] @ (weights / GRAM_SCALE) + bias, 4)
        advance()
    weights, bias = fit_grams(matrix, rows.labels, chosen, seed)
    advance()
    return weights, bias, scores
