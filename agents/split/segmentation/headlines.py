"""The headlines of a page: the most likely set of lines in which each headline has text below it.

Dynamic programming finds the set in one pass from the top. A set is less likely if a long text has no headline in it. Two rules
then drop lines that are not headlines. One rule drops the questions of an interview. The other rule drops the opening line of
the page's one long story, which is below the headline and the dek (standfirst) of that story.
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
"""Log-odds added to every candidate. With 0, the splitter misses more headlines than it invents."""
FAINT = 0.02
"""A line with a higher probability than this is a candidate headline."""
SURE_LOG_ODDS = 12.0
"""The log-odds of a line are clipped to the range from minus this value to this value."""
FEWEST_QUESTIONS, MOST_QUESTIONS = 2, 25
"""Least and most questions of an interview. A page with more questions is a front page whose headlines are questions."""
ASKED_IN_TEXT = 0.93
"""A question with at least this headline probability is a headline, and not part of an interview."""
STORY = 600
"""Least characters of running text that is surely an article, even without a headline."""
STORY_WEIGHT = 1.5
"""Log-odds that a set of headlines loses if a text of STORY characters has no headline in the set."""
DEK_LINES = 12
"""Most lines from a headline to the end of its dek. Authors and buttons may be between the two."""


class Headlines(NamedTuple):
    """The rows of the headlines of a page, in order."""

    rows: list[int]
    dismissed: list[int]
    """Rows that a rule dropped. They become text of an article and do not lower the confidence of that article."""


def headlines_of(page: LinePredictions) -> Headlines:
    """Return the headlines of a page."""
    most_likely = _most_likely(page)
    kept = _without_opening_line(page, _without_questions(page, most_likely))
    return Headlines(kept, sorted(set(most_likely) - set(kept)))


def _most_likely(page: LinePredictions) -> list[int]:
    """Return the rows of the most likely set of headlines. In this set, text is between each headline and the next one."""
    candidates = np.flatnonzero(page.headline > FAINT).tolist()
    likely = np.minimum(page.headline[candidates], 1 - 1e-9)
    odds = np.clip(np.round(np.log(likely / (1 - likely)), 4), -SURE_LOG_ODDS, SURE_LOG_ODDS)
    values: list[float] = []
    before: list[int] = []
    ready = 0
    """Number of candidates that have enough text between themselves and the candidate of this iteration."""
    best = -1
    for place, row in enumerate(candidates):
        while ready < place and page.text_before[row] >= page.text_before[candidates[ready] + 1] + SHORTEST_STORY:
            best = ready if best < 0 or values[ready] > values[best] else best
            ready += 1
        alone = -_unheaded(page, row)
        joins = best >= 0 and values[best] >= alone
        values.append(float(odds[place]) + HEADLINE_BIAS + (values[best] if joins else alone))
        before.append(best if joins else -1)
    closed = [n for n, row in enumerate(candidates) if page.text_before[-1] >= page.text_before[row + 1] + SHORTEST_STORY]
    last = max(closed, key=lambda n: (values[n], -n), default=-1)
    if last < 0 or values[last] < -_unheaded(page, len(page.rows)):
        return []
    return list(_trail(candidates, before, last))[::-1]


def _unheaded(page: LinePredictions, row: int) -> float:
    """Return the log-odds that a set of headlines loses if the text above `row` has no headline in the set."""
    return STORY_WEIGHT * min(1.0, float(page.running_before[row]) / STORY)


def _trail(candidates: Sequence[int], before: Sequence[int], last: int) -> Iterator[int]:
    while last >= 0:
        yield candidates[last]
        last = before[last]


def _without_questions(page: LinePredictions, heads: list[int]) -> list[int]:
    """Return the rows of the headlines without the questions of an interview, because an interview is one article.

    A page is an interview if all headlines except the first are questions.
    """
    if not FEWEST_QUESTIONS < len(heads) <= MOST_QUESTIONS + 1:
        return heads
    first, *others = heads
    most = min(ASKED_IN_TEXT, float(page.headline[first]))
    questions = [page.lines[page.rows[row]].line.printed.endswith("?") and page.headline[row] < most for row in others]
    return [first] if all(questions) else heads


def _without_opening_line(page: LinePredictions, heads: list[int]) -> list[int]:
    """Return the rows of the headlines without the opening line of the page's one long story.

    The opening line is the last headline above this story if a more likely headline and its dek are right above that line.
    """
    sizes = [int(page.text_before[end] - page.text_before[head + 1]) for head, end in pairwise([*heads, len(page.rows)])]
    long = [place for place, size in enumerate(sizes) if size >= LONG_STORY]
    if len(long) != 1 or sizes[long[0]] < MOST_OF_THE_PAGE * sum(sizes) or long[0] == 0:
        return heads
    head, above = heads[long[0]], heads[long[0] - 1]
    opens = page.headline[head] < page.headline[above] and head - above <= DEK_LINES and sizes[long[0] - 1] < LONGEST_TEASER
    return [each for each in heads if each != head] if opens else heads
