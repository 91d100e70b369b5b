"""The articles of a page: the last line and the confidence of each article, and articles without a headline.

The model gives each line log-odds that it is text of an article and not boilerplate. An article ends at the line where the sum
of the log-odds of its lines is greatest: the lines below are more likely boilerplate than text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

import numpy as np

from agents.split.features.arrays import Reals
from agents.split.features.page import PageFeatures
from agents.split.features.rhythm import Rhythm
from agents.split.ledger import BLOCK_KINDS, ArticleLines
from agents.split.line_classes import LineClass
from agents.split.model.passes import Prediction
from agents.split.result import SpanKind
from agents.split.segmentation.headlines import STORY, headlines_of
from agents.split.segmentation.line_predictions import LinePredictions, line_predictions_of
from agents.split.segmentation.stories import SHORTEST_STORY, stories_of

__all__ = ["articles_of"]

_BELOW_HEADLINE: dict[LineClass, SpanKind] = {LineClass.BYLINE: "byline", LineClass.DATE: "date"}
"""Span kinds of bylines and dates right below a headline.

The kinds do not depend on the model, so that an article has the same text on every page.
"""
SURE_HEADLINE = 0.5
"""A headline with a higher probability than this keeps the first text below, even if this text may be boilerplate."""
LAST_RESORT = 0.2
"""Least probability of the line that becomes the headline of a text without a likely headline."""
REACH = 8
"""If a text has no likely headline, its headline is one of this number of lines above the text."""
FARTHEST_TEXT = 40
"""Most lines from a sure headline to its text. Authors, share buttons and font sizes may be between the two."""
ASIDE, LONGEST_ASIDE = -1.5, 8
"""Least sum of log-odds, and most lines, of an aside: a piece of boilerplate between two texts of an article."""
HEADLESS_CONFIDENCE = 0.3
"""Confidence of an article without a likely headline."""
CERTAIN = 0.8
"""Least probability of a headline that makes an article even on a page of a few words."""
LONE_SHARE = 0.6
"""Least share of running text in the characters of a page that is one story and nothing else."""


def articles_of(page: PageFeatures, prediction: Prediction) -> list[ArticleLines]:
    """Return the articles of a page in order."""
    predicted = line_predictions_of(page, prediction)
    heads, dismissed = headlines_of(predicted)
    if dismissed:
        predicted = replace(
            predicted, kinds=["paragraph" if row in dismissed else kind for row, kind in enumerate(predicted.kinds)]
        )
    ends = [*heads, len(predicted.rows)]
    rivals = predicted.headline.copy()
    rivals[dismissed] = 0.0
    articles = [_article(predicted, rivals, head, end) for head, end in zip(heads, ends[1:], strict=True)]
    is_certain = bool((predicted.headline[heads] >= CERTAIN).any())
    found = stories_of(page.lines, [*_headless(predicted, ends[0]), *articles], is_certain=is_certain)
    if heads and found:
        return found
    return stories_of(page.lines, list(_lone_story(predicted, page.rhythm)), is_certain=True) or found


def _article(predicted: LinePredictions, rivals: Reals, head: int, until: int) -> ArticleLines:
    """Return the article of the headline in row `head`: the lines between the headline and the boilerplate below.

    The article ends before row `until`. Its confidence is the probability of the headline. If a line of the text may be a
    headline, too, the confidence is lower. `rivals` has, per row, the probability of such a headline.
    """
    least = _least(predicted, head + 1, until) if predicted.headline[head] > SURE_HEADLINE else head + 1
    end = _end(predicted, head + 1, until, least)
    rival = float(rivals[head + 1 : end].max(initial=0.0))
    return _lines(predicted, head, head + 1, end, min(float(predicted.headline[head]), 1 - rival), least)


def _least(predicted: LinePredictions, start: int, until: int) -> int:
    """Return the least end of the article of a sure headline: one past the row where its text has SHORTEST_STORY characters.

    Uncertain text counts, too. Return `start` if the text near the headline has fewer characters.
    """
    for row in range(start, min(until, start + FARTHEST_TEXT)):
        if predicted.text_before[row + 1] >= predicted.text_before[start] + SHORTEST_STORY:
            return row + 1
    return start


def _end(predicted: LinePredictions, start: int, until: int, least: int) -> int:
    """Return one past the last row of an article: the row, from `least` on, where the sum of the log-odds is greatest.

    Rows at the end that are not text, such as bylines, are left out.
    """
    if start >= until:
        return start
    sums = np.cumsum(_within_text(predicted, start, until))
    offered = sums[max(least - start - 1, 0) :]
    end = until - int(np.argmax(offered[::-1]))
    while end > start and predicted.kinds[end - 1] not in BLOCK_KINDS:
        end -= 1
    return end


def _within_text(predicted: LinePredictions, start: int, until: int) -> Reals:
    """Return the log-odds of the rows [`start`, `until`), with a bound for asides.

    An aside is a few lines of boilerplate above running text. Its log-odds are scaled so that their sum is at least ASIDE.
    Without this bound, three market lines between two paragraphs outweigh the second paragraph and end the article.
    """
    inside = predicted.inside[start:until].copy()
    running = np.diff(predicted.running_before)[start:until] > 0
    begins = 0
    for row, is_running in enumerate(running.tolist()):
        if is_running and row - begins <= LONGEST_ASIDE and (total := float(inside[begins:row].sum())) < ASIDE:
            inside[begins:row] *= ASIDE / total
        if inside[row] > 0:
            begins = row + 1
    return inside


def _lines(predicted: LinePredictions, head: int | None, start: int, end: int, confidence: float, least: int = 0) -> ArticleLines:
    first = int(predicted.rows[head]) + 1 if head is not None else int(predicted.rows[start])
    last = int(predicted.rows[end - 1]) + 1 if end > start else first
    kinds: list[SpanKind] = ["blank"] * (last - first)
    for row in range(start, end):
        outside = predicted.inside[row] < 0 and predicted.kinds[row] in BLOCK_KINDS and not (row < least and predicted.text[row])
        kinds[int(predicted.rows[row]) - first] = "furniture" if outside else predicted.kinds[row]
    for row in takewhile(lambda row: predicted.lines[predicted.rows[row]].kind in _BELOW_HEADLINE, range(start, end)):
        kinds[int(predicted.rows[row]) - first] = _BELOW_HEADLINE[predicted.lines[predicted.rows[row]].kind]
    return ArticleLines(None if head is None else first - 1, first, kinds, round(confidence, 6))


def _headless(predicted: LinePredictions, until: int) -> Iterator[ArticleLines]:
    """Yield an article made of the text above the first headline, which is row `until`, if this text is long enough."""
    start, end = _densest(predicted.inside[:until])
    if predicted.running_before[end] - predicted.running_before[start] < STORY:
        return
    first = next(row for row in range(start, end) if predicted.text[row])
    likely = predicted.headline[max(0, start - REACH) : first]
    head = max(0, start - REACH) + int(likely.argmax()) if len(likely) and likely.max() >= LAST_RESORT else None
    if head is None:
        yield _lines(predicted, None, first, _end(predicted, first, end, first), HEADLESS_CONFIDENCE)
    else:
        yield _lines(predicted, head, head + 1, _end(predicted, head + 1, end, head + 1), float(predicted.headline[head]))


def _lone_story(predicted: LinePredictions, rhythm: Rhythm) -> Iterator[ArticleLines]:
    """Yield the story of a page that is mostly running text, below at most one short line.

    All running text belongs to the story. For the other lines, the model decides whether they belong to the story.
    """
    running, printed = int((rhythm.length * rhythm.text).sum()), int(rhythm.length.sum())
    others = (rhythm.opener & ~rhythm.text)[1:]
    if running < LONE_SHARE * printed or not printed or others.any():
        return
    predicted = replace(predicted, inside=np.where(rhythm.text, np.abs(predicted.inside), predicted.inside))
    if rhythm.opener[0]:
        yield _lines(predicted, 0, 1, len(predicted.rows), HEADLESS_CONFIDENCE, len(predicted.rows))
    elif rhythm.text[0] and running >= STORY:
        yield _lines(predicted, None, 0, len(predicted.rows), HEADLESS_CONFIDENCE, len(predicted.rows))


def _densest(inside: Reals) -> tuple[int, int]:
    """Return the first row, and one past the last row, of the range of rows with the greatest sum of log-odds."""
    best, start, found, total = 0.0, 0, (0, 0), 0.0
    for row, value in enumerate(inside.tolist()):
        total += value
        if total <= 0:
            start, total = row + 1, 0.0
        elif total > best:
            best, found = total, (start, row + 1)
    return found
