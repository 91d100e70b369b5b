"""Candidates to headlines: the likeliest way to cut the whole page, by beam search.

Each candidate is judged against the article it would end, so a judgement hangs on the one
before. Reading from the top, the best few ways to cut the page so far are kept: one that looked
second best before a doubtful line may be the best after the lines that follow it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from agents.split.candidates import candidates_of
from agents.split.cues import Cues, local_cues, return_cues
from agents.split.page import PageView
from agents.split.weights import BIAS, WEIGHTS

__all__ = ["Boundary", "boundaries_of", "log_odds", "probability"]

BEAM = 4
"""Ways kept; one alone, which is a greedy choice, costs .008 of F1."""
SURE_LOG_ODDS = 12.0
HOPELESS = -6.0
"""Log-odds from which no article before can save a line: the return cues add 2 at most."""


class Boundary(NamedTuple):
    """A line judged to begin an article, and how sure that and the lines refused after it are."""

    line: int
    probability: float
    doubt: float
    """Highest probability among the candidates refused up to the next headline."""


class _Way(NamedTuple):
    """One way to cut the page so far; `before` is the way that led to its last headline."""

    score: float
    last: Boundary | None
    before: _Way | None


def log_odds(cues: Cues, weights: Mapping[str, float] = WEIGHTS, bias: float = BIAS) -> float:
    """Return the log-odds of a headline; cues that were not asked for count as 0."""
    return bias + sum(weights[name] * value for name, value in cues.items())


def probability(log_odds_: float) -> float:
    """Return the probability for log-odds, never so near to 0 or 1 that its logarithm overflows."""
    return 1 / (1 + math.exp(-max(-SURE_LOG_ODDS, min(SURE_LOG_ODDS, log_odds_))))


def boundaries_of(page: PageView) -> list[Boundary]:
    """Return the headlines of a page, in order."""
    candidates = candidates_of(page)
    ways = [_Way(0.0, None, None)]
    for place, line in enumerate(candidates):
        ways = _further(ways, page, local_cues(page, candidates, place), line)
    return _trail(ways[0])


def _further(ways: list[_Way], page: PageView, cues: Cues, line: int) -> list[_Way]:
    """Return the best ways one candidate further on, the best first."""
    local = log_odds(cues)
    if local < HOPELESS:
        return ways
    refused: list[_Way] = []
    taken: list[_Way] = []
    for way in ways:
        headline = way.last.line if way.last else None
        likely = probability(local + log_odds(return_cues(page, headline, line), bias=0.0))
        refused.append(_refuse(way, likely))
        taken.append(_Way(way.score + math.log(likely), Boundary(line, likely, 0.0), way))
    # All ways that take the line have the same future: only the best of them can win.
    return sorted([*refused, max(taken, key=_score)], key=_score, reverse=True)[:BEAM]


def _refuse(way: _Way, likely: float) -> _Way:
    doubted = way.last and likely > way.last.doubt
    last = way.last._replace(doubt=likely) if way.last and doubted else way.last
    return _Way(way.score + math.log(1 - likely), last, way.before)


def _score(way: _Way) -> float:
    return way.score


def _trail(way: _Way) -> list[Boundary]:
    """Return the headlines of a way, from the top of the page."""
    found: list[Boundary] = []
    step: _Way | None = way
    while step and step.last:
        found.append(step.last)
        step = step.before
    return found[::-1]
