"""A read page to a probability of headline and of each kind for every printed line.

    cues, n-gram scores ─▶ first look ─▶ second cues ─▶ second look ─▶ second cues anew ─┬─────────────▶ third look ─▶ headline
                                                                                          └─▶ kind of every line ┘

The second and the third look weigh alike. Only lines short enough are asked whether they are headlines, and again only
those that may be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from agents.split.classes import LineClass
from agents.split.common import CommonStems
from agents.split.confidence import AS_IT_IS, ConfidenceMap
from agents.split.edge_cues import EDGE_CUES, edge_cues
from agents.split.exact import exact_mean
from agents.split.first_cues import FIRST_CUES, Reading
from agents.split.flow import Reals
from agents.split.grams import gram_scores
from agents.split.kind_cues import KIND_CUES, KIND_NAMES, KINDS, kind_cues
from agents.split.second_cues import SECOND_CUES, doubted, is_doubtful, second_cues
from agents.split.shape_cues import SHAPE_CUES, label_of
from agents.split.trees import Forest, as_integers, probability

__all__ = [
    "GRAM_CUES",
    "KINDS",
    "LABEL",
    "LAST_CUES",
    "LONGEST_HEADLINE",
    "LOOK_CUES",
    "OWN_CUES",
    "SITE",
    "UNSCORED",
    "Looked",
    "Model",
    "can_be_headline",
    "look",
    "own_cues",
    "together",
]

GRAM_CUES = tuple(
    f"n-grams: {name}" for name in ("headline", *KIND_NAMES.values(), "words of a site", "first paragraph", "last paragraph")
)
_POOLED = GRAM_CUES[:4]
POOLED_CUES = (*(f"{cue}, mean of openers" for cue in GRAM_CUES), *(f"{cue}, against openers" for cue in _POOLED))
SITE = GRAM_CUES.index("n-grams: words of a site")
SITE_CUES = tuple(f"n-grams: words of a site, {where}" for where in ("label", "line above", "line below", "best of a list above"))
OWN_CUES = (*FIRST_CUES, *GRAM_CUES, *EDGE_CUES, *POOLED_CUES, *SITE_CUES)
"""What is known of a line before any look."""
LABEL = OWN_CUES.index(SITE_CUES[0])
LOOK_CUES = (*OWN_CUES, *SECOND_CUES)
"""What the second look and the kinds of lines are told by."""
LAST_CUES = (*LOOK_CUES, *KIND_CUES)
_LENGTH, _STOP, _LABEL_WORDS = (FIRST_CUES.index(cue) for cue in ("length (log)", "ends in a full stop", "words of a label"))
LONGEST_LISTED = float(np.log(140))
LEAST = 1e-6
UNSCORED = -9.0
"""For what is not there: below what any line scores."""
LONGEST_HEADLINE = 230
"""Characters; the longest of 3,500 real ones had 219."""


@dataclass(frozen=True, slots=True)
class Model:
    """What training found; `name` is the version of all of it."""

    name: str
    common: CommonStems
    gram_weights: npt.NDArray[np.int16]
    gram_bias: Reals
    first: Forest
    second: Forest
    third: Forest
    kinds: Forest
    confidence: ConfidenceMap = AS_IT_IS


@dataclass(frozen=True, slots=True)
class Looked:
    """What the model says of the printed lines of a page, one row each."""

    headline: Reals
    kinds: Reals
    """One column for each of KINDS."""
    cues: Reals
    """One column for each of LAST_CUES."""


def can_be_headline(page: Reading) -> npt.NDArray[np.bool_]:
    """Tell by row whether a line is short enough, and no tick, date or lone mark."""
    never = {LineClass.TICK, LineClass.DATE}
    return np.array(
        [page.lines[n].kind not in never and len(page.lines[n].line.printed) < LONGEST_HEADLINE for n in page.rows.tolist()],
        np.bool_,
    )


def look(page: Reading, model: Model) -> Looked:
    """Judge every printed line of a page, three times."""
    printed = [page.lines[number].line.printed for number in page.rows.tolist()]
    if not printed:
        return Looked(np.zeros(0), np.zeros((0, len(KINDS))), np.zeros((0, len(LAST_CUES))))
    asked = can_be_headline(page)
    cues = own_cues(
        page.cues, gram_scores(printed, model.gram_weights, model.gram_bias), _label_scores(printed, page.cues, model)
    )
    first = _headlines(model.first, cues, asked)
    second = _again(model.second, np.concatenate((cues, second_cues(page, first)), axis=1), first)
    cues = np.concatenate((cues, second_cues(page, second)), axis=1)
    kinds = probability(model.kinds.scores(as_integers(cues)))
    cues = np.concatenate((cues, kind_cues(kinds)), axis=1)
    third = _again(model.third, cues, second)
    return Looked(together(second, third), kinds, cues)


def together(second: Reals, third: Reals) -> Reals:
    """Return what two looks say together: the mean of their log-odds, or what the second says where no third was taken."""
    one, other = (np.clip(each, LEAST, 1 - LEAST) for each in (second, third))
    odds = np.sqrt(one / (1 - one) * (other / (1 - other)))
    return np.where(third > 0, np.round(odds / (1 + odds), 6), second)


def own_cues(first: Reals, grams: Reals, labels: Reals) -> Reals:
    """Return the OWN_CUES of the lines of one page, from their FIRST_CUES, their GRAM_CUES and the first of SITE_CUES."""
    edges = edge_cues(first[:, : len(SHAPE_CUES)], grams[:, -2], grams[:, -1])
    opener = first[:, FIRST_CUES.index("short line that opens a text")] > 0
    mean = exact_mean(grams[opener]) if opener.any() else np.full(grams.shape[1], UNSCORED)
    pooled = (np.broadcast_to(mean, grams.shape), grams[:, : len(_POOLED)] - mean[: len(_POOLED)])
    site = np.concatenate(([UNSCORED], grams[:, SITE], [UNSCORED]))
    sites = np.stack((labels, site[:-2], site[2:], _listed(grams[:, SITE], first)), axis=1)
    return np.concatenate((first, grams, edges, *pooled, sites), axis=1)


def _listed(site: Reals, first: Reals) -> Reals:
    """Return for each line the best score of the lines above that it may be listed below: short ones without a full stop."""
    listed = (first[:, _LENGTH] <= LONGEST_LISTED) & (first[:, _STOP] == 0)
    found, best = [], UNSCORED
    for score, is_listed in zip(site.tolist(), listed.tolist(), strict=True):
        found.append(best)
        best = max(best, score) if is_listed else UNSCORED
    return np.array(found, np.float64)


def _label_scores(printed: Sequence[str], first: Reals, model: Model) -> Reals:
    """Return how much the label of each line reads like a site's own words, UNSCORED where it has none."""
    rows = np.flatnonzero(first[:, _LABEL_WORDS] > 0)
    scores = np.full(len(printed), UNSCORED)
    site = slice(SITE, SITE + 1)
    labels = [label_of(printed[row]) for row in rows.tolist()]
    scores[rows] = gram_scores(labels, model.gram_weights[site], model.gram_bias[site])[:, 0]
    return scores


def _headlines(forest: Forest, cues: Reals, asked: npt.NDArray[np.bool_]) -> Reals:
    found = np.zeros(len(cues))
    if asked.any():
        found[asked] = probability(forest.scores(as_integers(cues[asked])))[:, 0]
    return found


def _again(forest: Forest, cues: Reals, before: Reals) -> Reals:
    found = np.where(is_doubtful(before), before, 0.0)
    rows = doubted(before)
    if len(rows):
        found[rows] = probability(forest.scores(as_integers(cues[rows])))[:, 0]
    return found
