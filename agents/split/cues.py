"""What speaks for and against a line being the headline of a new article: one number a cue.

A headline and a sub-heading look alike. What tells them apart is mostly outside of them:
whether the text after goes on with the words and names of the text before (cohesion, Hearst
1997), whether the line's own words come back in the text after it (link), and whether that
text comes back to the headline of the article it would belong to (return).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from agents.split.classes import TELLING, LineClass
from agents.split.page import PageView
from agents.text.words import names, stems

__all__ = ["Cues", "local_cues", "return_cues"]

Cues = dict[str, float]

NEAR, FAR = 100, 300
"""Words of four and more letters that are compared: about a lead, and about a third of an article."""
NEARBY_LINES = 8
NAMES_READ = 40
UNKNOWN_SHARE = 0.3
"""For a line without a name: what lines with names have on the average."""
LONG_LEAD = 0.8
"""Log ratio to 150 characters: from 330 on, a lead may have any length."""

_CLOCK = re.compile(r"\D{0,3}[0-9]{1,2}\s?[h:.]\s?[0-9]{2}\b")
_WORD = re.compile(r"[^\W\d_]+")
_QUOTES = "\"'“”„«»‘’"
_SHORT = (LineClass.HEADING, LineClass.FRAGMENT, LineClass.BULLET)


def local_cues(page: PageView, candidates: Sequence[int], place: int) -> Cues:
    """Return what the page says of a candidate, whichever article stands before it."""
    line = candidates[place]
    cues = _shape(page.printed(line)) | _neighbours(page, line) | _cohesion(page, line)
    before = page.printed(candidates[place - 1]) if place else page.printed(line)
    cues["longer than the candidate before"] = _ratio(len(page.printed(line)), len(before))
    cues["long and linked"] = cues["length"] * cues.pop("link near")
    cues["full stop and link back"] = cues["full stop"] * cues.pop("link back")
    del cues["length"]
    return cues


def _ratio(one: float, other: float) -> float:
    """Return a ratio of counts on a log scale, within e^-3 and e^3."""
    return max(-3.0, min(3.0, math.log((one + 5) / (other + 5))))


def _shape(printed: str) -> Cues:
    words = _WORD.findall(printed)
    length = math.log(len(printed) / 60)
    return {
        "length": length,
        "unusual length": length * length,
        "full stop": printed.endswith("."),
        "opens with a quote": printed[0] in _QUOTES,
        "opens with a time": _CLOCK.match(printed) is not None,
        "capital words": sum(word[0].isupper() for word in words) / len(words) if words else 0.0,
    }


def _neighbours(page: PageView, line: int) -> Cues:
    before, after = page.previous[line], page.following[line]
    return {
        "follows a date": page.kind(before) is LineClass.DATE,
        "follows a tick": page.kind(before) is LineClass.TICK,
        "prose follows": page.kind(after) is LineClass.PROSE,
        "length of what follows": min(LONG_LEAD, _ratio(len(page.printed(after)), 150)),
        "shorter line follows": len(page.printed(after)) < len(page.printed(line)),
        "short lines before": _short_lines(page, line, page.previous),
        "short lines after": _short_lines(page, line, page.following),
        "text opens with a quote": _next_telling(page, line)[:1] in tuple(_QUOTES),
        "no text before": page.flow.word_at[line] < NEAR // 5,
    }


def _short_lines(page: PageView, line: int, step: Sequence[int]) -> float:
    """Return the share of short lines among the nearest printed ones on one side."""
    short = 0
    for _ in range(NEARBY_LINES):
        line = step[line]
        if line < 0:
            break
        short += page.kind(line) in _SHORT
    return short / NEARBY_LINES


def _next_telling(page: PageView, line: int) -> str:
    """Return the next line of running text, if it is one of the next three."""
    for _ in range(3):
        line = page.following[line]
        if line < 0 or page.kind(line) in TELLING:
            break
    return page.printed(line)


def _cohesion(page: PageView, line: int) -> Cues:
    flow = page.flow
    own = flow.passage(stems(page.printed(line)))
    near, far = flow.after(line, NEAR), flow.after(line, FAR)
    back, far_back = flow.before(line, NEAR), flow.before(line, FAR)
    return {
        "lead known before": flow.shared(far_back, near),
        "end goes on": flow.shared(back, far),
        "link near": flow.repeated(own, near),
        "link far": flow.repeated(own, far),
        "link back": flow.repeated(own, far_back),
        "names come back": _share(_names(page.printed(line)), flow.names_after(line, NAMES_READ)),
    }


def _names(printed: str) -> frozenset[str]:
    return frozenset(names(printed, heading=True))


def _share(some: frozenset[str], others: frozenset[str]) -> float:
    return len(some & others) / len(some) if some else UNKNOWN_SHARE


def return_cues(page: PageView, headline: int | None, line: int) -> Cues:
    """Return how far the text after a line goes on with the article of a headline before it."""
    if headline is None:
        return {"return to headline": 0.0, "return of names": 0.0, "drawn from article": 0.0, "length of article": 0.0}
    flow = page.flow
    title = flow.passage(stems(page.printed(headline)))
    own = flow.passage(stems(page.printed(line)))
    told = flow.names_after(headline, NAMES_READ, line) | _names(page.printed(headline))
    telling = flow.names_after(line, NAMES_READ)
    fewer = min(len(told), len(telling)) or 1
    return {
        "return to headline": flow.repeated(title, flow.after(line, NEAR)),
        "return of names": len(told & telling) / fewer,
        "drawn from article": flow.repeated(own, flow.after(headline, FAR, line)),
        "length of article": _ratio(flow.words_between(headline, line), NEAR),
    }
