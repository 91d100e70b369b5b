"""Headlines to articles: where each ends, how sure it is, and text that has no headline.

An article ends at the cut after which its lines are likelier furniture than text.
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
"""Such lines right below a headline are what they read like: the same article has the same text on every page."""
SURE_HEADLINE = 0.5
"""Probability from which a headline keeps the first text below it, doubtful or not."""
LAST_RESORT = 0.2
"""Probability from which a line heads text that no better line heads."""
REACH = 8
"""Lines above such a text in which that line is looked for."""
FARTHEST_TEXT = 40
"""Lines below a sure headline in which its text begins: authors, share buttons and sizes of letters may come first."""
ASIDE, LONGEST_ASIDE = -1.5, 8
"""Least log-odds of the lines between two texts that are the article's, and how many they are."""
HEADLESS_CONFIDENCE = 0.3
CERTAIN = 0.8
"""Probability of a headline on a page of a few words that are an article all the same."""
LONE_SHARE = 0.6
"""Share of the characters of a page that are running text where the page is one story and nothing else."""


def articles_of(page: PageFeatures, prediction: Prediction) -> list[ArticleLines]:
    """Return the articles of a page in order, none where nothing is likely to be one."""
    seen = line_predictions_of(page, prediction)
    heads, dismissed = headlines_of(seen)
    if dismissed:
        seen = replace(seen, kinds=["paragraph" if row in dismissed else kind for row, kind in enumerate(seen.kinds)])
    ends = [*heads, len(seen.rows)]
    rivals = seen.headline.copy()
    rivals[dismissed] = 0.0
    articles = [_article(seen, rivals, head, end) for head, end in zip(heads, ends[1:], strict=True)]
    is_certain = bool((seen.headline[heads] >= CERTAIN).any())
    found = stories_of(page.lines, [*_headless(seen, ends[0]), *articles], is_certain=is_certain)
    if heads and found:
        return found
    return stories_of(page.lines, list(_lone_story(seen, page.rhythm)), is_certain=True) or found


def _article(seen: LinePredictions, rivals: Reals, head: int, until: int) -> ArticleLines:
    """Return the article of a headline: its lines up to where the furniture begins.

    The confidence is the headline's probability, or less where a line of its text may be another headline.
    """
    least = _least(seen, head + 1, until) if seen.headline[head] > SURE_HEADLINE else head + 1
    end = _end(seen, head + 1, until, least)
    doubt = float(rivals[head + 1 : end].max(initial=0.0))
    return _lines(seen, head, head + 1, end, min(float(seen.headline[head]), 1 - doubt), least)


def _least(seen: LinePredictions, start: int, until: int) -> int:
    """Return one past the row up to which a sure headline has SHORTEST_STORY characters of text, doubtful text or not."""
    for row in range(start, min(until, start + FARTHEST_TEXT)):
        if seen.own[row + 1] >= seen.own[start] + SHORTEST_STORY:
            return row + 1
    return start


def _end(seen: LinePredictions, start: int, until: int, least: int) -> int:
    """Return one past the last row of an article, `least` or later: where the sum of the log-odds is greatest."""
    if start >= until:
        return start
    sums = np.cumsum(_within_text(seen, start, until))
    offered = sums[max(least - start - 1, 0) :]
    end = until - int(np.argmax(offered[::-1]))
    while end > start and seen.kinds[end - 1] not in BLOCK_KINDS:
        end -= 1
    return end


def _within_text(seen: LinePredictions, start: int, until: int) -> Reals:
    """Return the log-odds of rows, where a few lines of furniture above running text say together no more than ASIDE.

    Else three lines of a market between two paragraphs would weigh more than the paragraph below, and end the article.
    """
    inside = seen.inside[start:until].copy()
    running = np.diff(seen.told)[start:until] > 0
    begins = 0
    for row, is_running in enumerate(running.tolist()):
        if is_running and row - begins <= LONGEST_ASIDE and (total := float(inside[begins:row].sum())) < ASIDE:
            inside[begins:row] *= ASIDE / total
        if inside[row] > 0:
            begins = row + 1
    return inside


def _lines(seen: LinePredictions, head: int | None, start: int, end: int, confidence: float, least: int = 0) -> ArticleLines:
    first = int(seen.rows[head]) + 1 if head is not None else int(seen.rows[start])
    last = int(seen.rows[end - 1]) + 1 if end > start else first
    kinds: list[SpanKind] = ["blank"] * (last - first)
    for row in range(start, end):
        outside = seen.inside[row] < 0 and seen.kinds[row] in BLOCK_KINDS and not (row < least and seen.text[row])
        kinds[int(seen.rows[row]) - first] = "furniture" if outside else seen.kinds[row]
    for row in takewhile(lambda row: seen.lines[seen.rows[row]].kind in _BELOW_HEADLINE, range(start, end)):
        kinds[int(seen.rows[row]) - first] = _BELOW_HEADLINE[seen.lines[seen.rows[row]].kind]
    return ArticleLines(None if head is None else first - 1, first, kinds, round(confidence, 6))


def _headless(seen: LinePredictions, until: int) -> Iterator[ArticleLines]:
    """Yield the article of the text above the first headline, if it tells enough."""
    start, end = _densest(seen.inside[:until])
    if seen.told[end] - seen.told[start] < STORY:
        return
    first = next(row for row in range(start, end) if seen.text[row])
    likely = seen.headline[max(0, start - REACH) : first]
    head = max(0, start - REACH) + int(likely.argmax()) if len(likely) and likely.max() >= LAST_RESORT else None
    if head is None:
        yield _lines(seen, None, first, _end(seen, first, end, first), HEADLESS_CONFIDENCE)
    else:
        yield _lines(seen, head, head + 1, _end(seen, head + 1, end, head + 1), float(seen.headline[head]))


def _lone_story(seen: LinePredictions, rhythm: Rhythm) -> Iterator[ArticleLines]:
    """Yield the story of a page that is running text below one short line, or below none.

    The running text is text whatever the model says; it is asked for the other lines alone.
    """
    told, printed = int((rhythm.length * rhythm.text).sum()), int(rhythm.length.sum())
    others = (rhythm.opener & ~rhythm.text)[1:]
    if told < LONE_SHARE * printed or not printed or others.any():
        return
    seen = replace(seen, inside=np.where(rhythm.text, np.abs(seen.inside), seen.inside))
    if rhythm.opener[0]:
        yield _lines(seen, 0, 1, len(seen.rows), HEADLESS_CONFIDENCE, len(seen.rows))
    elif rhythm.text[0] and told >= STORY:
        yield _lines(seen, None, 0, len(seen.rows), HEADLESS_CONFIDENCE, len(seen.rows))


def _densest(inside: Reals) -> tuple[int, int]:
    """Return the stretch of rows with the greatest sum."""
    best, start, found, total = 0.0, 0, (0, 0), 0.0
    for row, value in enumerate(inside.tolist()):
        total += value
        if total <= 0:
            start, total = row + 1, 0.0
        elif total > best:
            best, found = total, (start, row + 1)
    return found
