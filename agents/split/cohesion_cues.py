"""Whether the text goes on over a line: how much of one window of words another repeats.

What tells a headline from a sub-heading is mostly outside of it (cohesion, Hearst 1997): the
words and names after a sub-heading are known from before it, those after a headline are new.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from agents.split.flow import Flow, Ints, Reals

__all__ = ["COHESION_CUES", "MOST_COMPARED", "between", "cohesion_cues"]

COHESION_CUES = (
    "next 30 words also above", "next 100 words also above", "next 300 words also above", "previous 30 words again below",
    "previous 100 words again below", "previous 300 words again below", "names in the next 100 words also above",
    "names in the previous 100 words again below", "next 100 words in the 3,000 above",
    "word overlap against lines above", "word overlap against lines below", "words of text above (log)",
    "words of text below (log)",
)  # fmt: skip

SOON, NEAR, FAR = 30, 100, 300
LONG_AGO = 3000
UNKNOWN = 0.3
"""For a window without a word: about what windows have on the average."""
LONGEST_SEGMENT = 600
MOST_COMPARED = 3_000
"""Lines of a page whose surroundings are compared, from its top; no page of news has as many."""
LINES_AT_ONCE = 128
"""Lines whose windows are in memory together: half a megabyte of them."""


def cohesion_cues(flow: Flow, rows: Ints) -> Reals:
    """Return one row for each line of `rows`, one column a cue of COHESION_CUES."""
    start, end = flow.at[rows], flow.at[rows + 1]
    if not len(flow.weight):
        known = goes_on = [np.full(len(rows), UNKNOWN)] * 5
    else:
        known, goes_on = _in_parts(_known, flow, start, end), _in_parts(_goes_on, flow, start, end)
    soon, near, far, names, long_ago = known
    columns = [
        soon, near, far, *goes_on[:3], names, goes_on[3], long_ago, _against(near, -1), _against(near, 1),
        np.log(start + 1.0), np.log(int(flow.at[-1]) - end + 1.0),
    ]  # fmt: skip
    return np.stack(columns, axis=1)


def _in_parts(windows: Callable[[Flow, Ints, Ints], list[Reals]], flow: Flow, start: Ints, end: Ints) -> list[Reals]:
    """Return what `windows` says of all lines, asked for LINES_AT_ONCE at a time: a window is a row of memory."""
    cuts = range(0, max(len(start), 1), LINES_AT_ONCE)
    parts = [windows(flow, start[at : at + LINES_AT_ONCE], end[at : at + LINES_AT_ONCE]) for at in cuts]
    return [np.concatenate(each) for each in zip(*parts, strict=True)]


def _against(known: Reals, step: int) -> Reals:
    """Return a value less the mean of its four neighbours on one side."""
    if not len(known):
        return known
    padded = np.pad(known, 4, mode="edge")
    size = len(known)
    mean = sum(padded[4 + step * n : 4 + step * n + size] for n in range(1, 5)) / 4
    return known - mean


def _known(flow: Flow, start: Ints, end: Ints) -> list[Reals]:
    """Return how much of the words after a line stands in the words before it, 0 to 1, for several windows."""
    place = end[:, None] + np.arange(FAR)
    inside = place < len(flow.weight)
    place = np.minimum(place, len(flow.weight) - 1)
    previous, weight = flow.previous[place], flow.weight[place]
    fresh = inside & (previous < end[:, None])
    above = fresh & (previous < start[:, None])
    shared = above & (previous >= np.maximum(start - FAR, 0)[:, None])
    named = weight[:, :NEAR] * flow.named[place[:, :NEAR]]
    long_ago = above[:, :NEAR] & (previous[:, :NEAR] >= np.maximum(start - LONG_AGO, 0)[:, None])
    shares = [_share(weight[:, :words], fresh[:, :words], shared[:, :words]) for words in (SOON, NEAR, FAR)]
    return [*shares, _share(named, fresh[:, :NEAR], shared[:, :NEAR]), _share(weight[:, :NEAR], fresh[:, :NEAR], long_ago)]


def _goes_on(flow: Flow, start: Ints, end: Ints) -> list[Reals]:
    """Return how much of the words before a line stands in the words after it, 0 to 1, for several windows."""
    place = start[:, None] - 1 - np.arange(FAR)
    inside = place >= 0
    place = np.maximum(place, 0)
    following, weight = flow.following[place], flow.weight[place]
    fresh = inside & (following >= start[:, None])
    shared = fresh & (following >= end[:, None]) & (following < (end + FAR)[:, None])
    named = weight[:, :NEAR] * flow.named[place[:, :NEAR]]
    shares = [_share(weight[:, :words], fresh[:, :words], shared[:, :words]) for words in (SOON, NEAR, FAR)]
    return [*shares, _share(named, fresh[:, :NEAR], shared[:, :NEAR])]


def between(flow: Flow, since: Ints, until: Ints, start: Ints, end: Ints, most: int, weight: Ints) -> Reals:
    """Return how much of the words of [start, end), `most` of them, stands in [since, until)."""
    if not len(weight) or not len(start):
        return np.full(len(start), UNKNOWN)
    longest = min(most, int((end - start).max()))
    place = start[:, None] + np.arange(longest)
    inside = place < end[:, None]
    place = np.minimum(place, len(weight) - 1)
    previous = flow.previous[place]
    fresh = inside & (previous < start[:, None])
    shared = fresh & (previous >= since[:, None]) & (previous < until[:, None])
    return _share(weight[place], fresh, shared)


def _share(
    weight: Ints, fresh: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], shared: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> Reals:
    total = (weight * fresh).sum(axis=1)
    return np.where(total > 0, (weight * shared).sum(axis=1) / np.maximum(total, 1), UNKNOWN)
