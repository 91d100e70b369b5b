"""Probabilities of lines to articles: the best way to cut the whole page, with its confidence.

A headline needs text below it, and text wants an article: among all sets of headlines that keep
the first rule, the likeliest is found in one pass from the top (dynamic programming). Where an
article ends is the cut after which its lines are likelier furniture than text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

import numpy as np
import numpy.typing as npt

from agents.split.articles import BLOCK_KINDS, ArticleLines
from agents.split.classes import FIXED_KINDS, TELLING, ClassedLine, LineClass
from agents.split.first_cues import Reading
from agents.split.flow import Ints, Reals
from agents.split.looks import KINDS, Looked
from agents.split.model import SpanKind
from agents.split.rhythm import Rhythm
from agents.split.stories import SHORTEST_STORY, is_worded, stories_of

__all__ = ["articles_of"]

Mask = npt.NDArray[np.bool_]

SPAN_KINDS: tuple[SpanKind, ...] = ("subheading", "paragraph", "list", "dek", "byline", "furniture")
"""What each of KINDS is called in the ledger."""

_DASHES = "-–—"
"""They open an item, direct speech or a signature: the model tells them apart."""
_BELOW_HEADLINE: dict[LineClass, SpanKind] = {LineClass.BYLINE: "byline", LineClass.DATE: "date"}
"""Such lines right below a headline are what they read like: the same article has the same text on every page."""
NAV = KINDS.index("NAV")
HEADLINE_BIAS = 0.2
"""Log-odds added to every headline: at 0 more are missed than invented."""
FAINT = 0.02
"""Probability below which no line is a candidate."""
SURE_LOG_ODDS = 12.0
FURNITURE_LOG_ODDS = 4.0
"""Most that one line can say for or against the article going on."""
_TEXT_KINDS = frozenset({"paragraph", "list", "dek"})
DOUBTFUL_TEXT = -1.0
"""Log-odds from which a line of SHORTEST_STORY characters still counts as text where a sure headline has no other."""
SURE_HEADLINE = 0.5
INTRODUCED = 0.5
"""Least log-odds of a line that the text above goes on with."""
SEVERAL = 2
STORY = 600
"""Characters of text without a headline that are an article for certain."""
STORY_WEIGHT = 1.5
"""Log-odds that a headline above such text is worth."""
LAST_RESORT = 0.2
"""Probability from which a line heads text that no better line heads."""
REACH = 8
"""Lines above such a text in which that line is looked for."""
HEADLESS_CONFIDENCE = 0.3
CERTAIN = 0.9
"""Probability of a headline on a page of a few words that are an article all the same."""
LONE_SHARE = 0.6
"""Share of the characters of a page that are running text where the page is one story and nothing else."""
LONGEST_PROSE = 160
"""Characters of a headline of several sentences."""


@dataclass(frozen=True, slots=True)
class _Page:
    """What cutting reads, a row a printed line."""

    lines: Sequence[ClassedLine]
    rows: Ints
    headline: Reals
    inside: Reals
    """Log-odds of the line being an article's and no furniture."""
    kinds: Sequence[SpanKind]
    """The likeliest, furniture left out."""
    text: Mask
    """Whether the line may be an article's own text: a line of dashes is none."""
    own: Ints
    """Characters of such text above each row, and in all."""
    told: Ints
    """Characters of running text above each row, and in all."""


def articles_of(page: Reading, looked: Looked) -> list[ArticleLines]:
    """Return the articles of a page in order, none where nothing is likely to be one."""
    seen = _seen(page, looked)
    heads = _without_questions(seen, _headlines(seen))
    ends = [*heads, len(seen.rows)]
    articles = [_article(seen, head, end) for head, end in zip(heads, ends[1:], strict=True)]
    is_certain = bool((seen.headline[heads] >= CERTAIN).any())
    found = stories_of(page.lines, [*_headless(seen, ends[0]), *articles], is_certain=is_certain)
    return found or stories_of(page.lines, list(_lone_story(seen, page.rhythm)), is_certain=True)


def _seen(page: Reading, looked: Looked) -> _Page:
    lines = [page.lines[number] for number in page.rows.tolist()]
    given = np.array([classed.kind in FIXED_KINDS for classed in lines], np.bool_)
    furniture = np.clip(looked.kinds[:, NAV], 1e-6, 1 - 1e-6)
    odds = np.round(np.log((1 - furniture) / furniture), 4)
    inside: Reals = np.asarray(np.clip(odds, -FURNITURE_LOG_ODDS, FURNITURE_LOG_ODDS), np.float64)
    inside = np.where(_introduced(lines, inside), np.maximum(inside, INTRODUCED), inside)
    best = looked.kinds[:, :NAV].argmax(axis=1) if lines else np.zeros(0, np.int64)
    kinds = [_kind(classed, SPAN_KINDS[each]) for classed, each in zip(lines, best.tolist(), strict=True)]
    sizes = np.array([len(classed.line.printed) for classed in lines], np.int64)
    doubtful = (inside > DOUBTFUL_TEXT) & (sizes >= SHORTEST_STORY)
    worded = np.array([is_worded(classed) for classed in lines], np.bool_)
    text = worded & np.array([kind in _TEXT_KINDS for kind in kinds], np.bool_) & ((inside > 0) | doubtful)
    prose = text & (inside > 0) & np.array([classed.kind in TELLING for classed in lines], np.bool_)
    wordy = np.array([classed.kind is LineClass.PROSE for classed in lines], np.bool_) & (sizes > LONGEST_PROSE)
    return _Page(
        page.lines, page.rows, np.where(wordy, 0.0, looked.headline), np.where(given, 0.0, inside), kinds,
        text, np.concatenate(([0], np.cumsum(sizes * text))), np.concatenate(([0], np.cumsum(sizes * prose))),
    )  # fmt: skip


def _introduced(lines: Sequence[ClassedLine], inside: Reals) -> Mask:
    """Return the lines that the text above goes on with: items after a colon, any line after a comma, as in verses.

    The lead-in of a list of links is furniture, and so are its items.
    """
    found = np.zeros(len(lines), np.bool_)
    for row, (above, classed) in enumerate(pairwise(lines), start=1):
        is_text = found[row - 1] or inside[row - 1] > 0
        leads = above.kind is LineClass.INTRODUCTION and is_text
        item = classed.kind is LineClass.BULLET and (above.kind is LineClass.BULLET and found[row - 1])
        ends = above.line.printed[-1]
        found[row] = item or (leads and (ends == "," or (ends == ":" and classed.kind is LineClass.BULLET)))
    return found


def _kind(classed: ClassedLine, likeliest: SpanKind) -> SpanKind:
    """Return the kind of a line of an article: what it opens with or a grammar may settle it."""
    if classed.kind is LineClass.BULLET and classed.line.printed[0] not in _DASHES:
        return "list"
    return FIXED_KINDS.get(classed.kind, likeliest)


def _headlines(seen: _Page) -> list[int]:
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


def _without_questions(seen: _Page, heads: Sequence[int]) -> list[int]:
    """Return the headlines of a page, the first alone where all others are questions: an interview is one article."""
    asked = [seen.lines[seen.rows[row]].line.printed.endswith("?") for row in heads]
    return list(heads[:1]) if len(heads) > SEVERAL and not asked[0] and all(asked[1:]) else list(heads)


def _unheaded(seen: _Page, row: int) -> float:
    """Return what it costs, in log-odds, to leave the text above a row without a headline."""
    return STORY_WEIGHT * min(1.0, float(seen.told[row]) / STORY)


def _trail(candidates: Sequence[int], before: Sequence[int], last: int) -> Iterator[int]:
    while last >= 0:
        yield candidates[last]
        last = before[last]


def _article(seen: _Page, head: int, until: int) -> ArticleLines:
    """Return the article of a headline: its lines up to where the furniture begins."""
    least = _least(seen, head + 1, until) if seen.headline[head] > SURE_HEADLINE else head + 1
    end = _end(seen, head + 1, until, least)
    refused = seen.headline[head + 1 : until]
    doubt = float(refused.max()) if len(refused) else 0.0
    return _lines(seen, head, head + 1, end, min(float(seen.headline[head]), 1 - doubt), least)


def _least(seen: _Page, start: int, until: int) -> int:
    """Return one past the row up to which a sure headline has SHORTEST_STORY characters of text, doubtful text or not."""
    for row in range(start, min(until, start + REACH)):
        if seen.own[row + 1] >= seen.own[start] + SHORTEST_STORY:
            return row + 1
    return start


def _end(seen: _Page, start: int, until: int, least: int) -> int:
    """Return one past the last row of an article, `least` or later: where the sum of the log-odds is greatest."""
    if start >= until:
        return start
    sums = np.cumsum(seen.inside[start:until])
    offered = sums[max(least - start - 1, 0) :]
    end = until - int(np.argmax(offered[::-1]))
    while end > start and seen.kinds[end - 1] not in BLOCK_KINDS:
        end -= 1
    return end


def _lines(seen: _Page, head: int | None, start: int, end: int, confidence: float, least: int = 0) -> ArticleLines:
    first = int(seen.rows[head]) + 1 if head is not None else int(seen.rows[start])
    last = int(seen.rows[end - 1]) + 1 if end > start else first
    kinds: list[SpanKind] = ["blank"] * (last - first)
    for row in range(start, end):
        outside = seen.inside[row] < 0 and seen.kinds[row] in BLOCK_KINDS and not (row < least and seen.text[row])
        kinds[int(seen.rows[row]) - first] = "furniture" if outside else seen.kinds[row]
    for row in takewhile(lambda row: seen.lines[seen.rows[row]].kind in _BELOW_HEADLINE, range(start, end)):
        kinds[int(seen.rows[row]) - first] = _BELOW_HEADLINE[seen.lines[seen.rows[row]].kind]
    return ArticleLines(None if head is None else first - 1, first, kinds, round(confidence, 6))


def _headless(seen: _Page, until: int) -> Iterator[ArticleLines]:
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


def _lone_story(seen: _Page, rhythm: Rhythm) -> Iterator[ArticleLines]:
    """Yield the story of a page that is running text below one short line, or below none; no prediction counts here."""
    told, printed = int((rhythm.length * rhythm.text).sum()), int(rhythm.length.sum())
    others = (rhythm.opener & ~rhythm.text)[1:]
    if told < LONE_SHARE * printed or not printed or others.any():
        return
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
