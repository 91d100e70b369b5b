"""Candidates to headlines: read from the top, each judged against the article it would end."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from agents.split.candidates import candidates_of
from agents.split.cues import Cues, local_cues, return_cues
from agents.split.page import PageView
from agents.split.weights import BIAS, THRESHOLD, WEIGHTS

__all__ = ["Boundary", "boundaries_of", "probability"]


class Boundary(NamedTuple):
    """A line judged to begin an article, and how sure that and the lines refused after it are."""

    line: int
    probability: float
    doubt: float
    """Highest probability among the candidates refused up to the next headline."""


def probability(cues: Cues, weights: Mapping[str, float] = WEIGHTS, bias: float = BIAS) -> float:
    """Return the probability that a line with these cues is a headline."""
    score = bias + sum(weight * cues[name] for name, weight in weights.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def boundaries_of(page: PageView, weights: Mapping[str, float] = WEIGHTS, bias: float = BIAS) -> list[Boundary]:
    """Return the headlines of a page, in order."""
    found: list[Boundary] = []
    candidates = candidates_of(page)
    for place, line in enumerate(candidates):
        headline = found[-1].line if found else None
        cues = local_cues(page, candidates, place) | return_cues(page, headline, line)
        likely = probability(cues, weights, bias)
        if likely >= THRESHOLD:
            found.append(Boundary(line, likely, 0.0))
        elif found and likely > found[-1].doubt:
            found[-1] = found[-1]._replace(doubt=likely)
    return found
