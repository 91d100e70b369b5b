"""Which lines of a page are the headlines of its articles.

A headline needs text below it, and text wants a headline: among all sets of headlines that keep the
first rule, the likeliest is found in one pass from the top (dynamic programming). Two rules then take
away lines that are none: the questions of an interview, and a line that opens the page's one long story below its dek.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from agents.split.segmentation.line_predictions import LinePredictions
from agents.split.segmentation.stories import LONG_STORY, LONGEST_TEASER, MOST_OF_THE_PAGE, SHORTEST_STORY

__all__ = ["STORY", "Headlines", "headlines_of"]

HEADLINE_BIAS = 0.2
"""Log-odds added to every headline: at 0 more are missed than invented."""
FAINT = 0.02
"""Probability below which no line is a candidate."""
SURE_LOG_ODDS = 12.0
"""Most that one line can say for or against being a headline."""
FEWEST_QUESTIONS, MOST_QUESTIONS = 2, 25
"""Of an interview; with more of them a page is a front of questions."""
ASKED_IN_TEXT = 0.93
"""Probability that no question of an interview reaches: questions that are surer are headlines."""
STORY = 600
"""Characters of text without a headline that are an article for certain."""
STORY_WEIGHT = 1.5
"""Log-odds that a headline above such text is worth."""
DEK_LINES = 12
"""Most lines from a headline to the end of its dek: authors and buttons stand between."""


class Headlines(NamedTuple):
    """Rows of the headlines of a page, in order."""

    rows: list[int]
    dismissed: list[int]
    """Rows that a rule took for lines of text: they cast no doubt on the article they stand in."""


def headlines_of(seen: LinePredictions) -> Headlines:
    """Return the headlines of a page."""
    likeliest = _likeliest(seen)
    kept = _without_opening_line(seen, _without_questions(seen, likeliest))
    return Headlines(kept, sorted(set(likeliest) - set(kept)))


def _likeliest(seen: LinePredictions) -> list[int]:
    """Return the rows of the likeliest headlines: each has text before the next."""
    candidates = np.flatnonzero(seen.headline > FAINT).tolist()
    likely = np.minimum(seen.headline[candidates], 1 - 1e-9)
    odds = np.clip(np.round(np.log(likely / (1 - likely)), 4), -SURE_LOG_ODDS, SURE_LOG_ODDS)
    values: list[float] = []
    before: list[int] = []
    ready = 0
    """Candidates before this one have text between them and the present one."""
    best = -1
    for place, row in enumerate(candidates):
        while ready < place and seen.own[row] >= seen.own[candidates[ready] + 1] + SHORTEST_STORY:
            best = ready if best < 0 or values[ready] > values[best] else best
            ready += 1
        alone = -_unheaded(seen, row)
        joins = best >= 0 and values[best] >= alone
        values.append(float(odds[place]) + HEADLINE_BIAS + (values[best] if joins else alone))
        before.append(best if joins else -1)
    closed = [n for n, row in enumerate(candidates) if seen.own[-1] >= seen.own[row + 1] + SHORTEST_STORY]
    last = max(closed, key=lambda n: (values[n], -n), default=-1)
    if last < 0 or values[last] < -_unheaded(seen, len(seen.rows)):
        return []
    return list(_trail(candidates, before, last))[::-1]


def _unheaded(seen: LinePredictions, row: int) -> float:
    """Return what it costs, in log-odds, to leave the text above a row without a headline."""
    return STORY_WEIGHT * min(1.0, float(seen.told[row]) / STORY)


def _trail(candidates: Sequence[int], before: Sequence[int], last: int) -> Iterator[int]:
    while last >= 0:
        yield candidates[last]
        last = before[last]


def _without_questions(seen: LinePredictions, heads: list[int]) -> list[int]:
    """Return the headlines of a page, the first alone where all others are questions below it: an interview is one article."""
    if not FEWEST_QUESTIONS < len(heads) <= MOST_QUESTIONS + 1:
        return heads
    first, *others = heads
    most = min(ASKED_IN_TEXT, float(seen.headline[first]))
    asked = [seen.lines[seen.rows[row]].line.printed.endswith("?") and seen.headline[row] < most for row in others]
    return [first] if all(asked) else heads


def _without_opening_line(seen: LinePredictions, heads: list[int]) -> list[int]:
    """Return the headlines without one that only opens the one long story of the page below a surer headline and its dek."""
    sizes = [int(seen.own[end] - seen.own[head + 1]) for head, end in pairwise([*heads, len(seen.rows)])]
    long = [place for place, size in enumerate(sizes) if size >= LONG_STORY]
    if len(long) != 1 or sizes[long[0]] < MOST_OF_THE_PAGE * sum(sizes) or long[0] == 0:
        return heads
    head, above = heads[long[0]], heads[long[0] - 1]
    opens = seen.headline[head] < seen.headline[above] and head - above <= DEK_LINES and sizes[long[0] - 1] < LONGEST_TEASER
    return [each for each in heads if each != head] if opens else heads
