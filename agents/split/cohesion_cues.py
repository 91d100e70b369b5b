"""Whether the text goes on over a line: how much of one window of words another repeats.

What tells a headline from a sub-heading is mostly outside of it (cohesion, Hearst 1997): the
words and names after a sub-heading are known from before it, those after a headline are new.
"""

from __future__ import annotations

import numpy as np

from agents.split.flow import Flow, Ints, Reals

__all__ = ["COHESION_CUES", "between", "cohesion_cues"]

COHESION_CUES = (
    "next 30 words known", "next 100 words known", "next 300 words known", "last 30 words go on", "last 100 words go on",
    "last 300 words go on", "next 100 names known", "last 100 names go on", "next 100 words known long ago",
    "cohesion dip before", "cohesion dip after", "words before", "words after",
)  # fmt: skip

FAR = 300
NEAR = 100
LONG_AGO = 3000
UNKNOWN = 0.3
"""For a window without a word: about what windows have on the average."""
LONGEST_SEGMENT = 600


def cohesion_cues(flow: Flow, rows: Ints) -> Reals:
    """Return one row for each line of `rows`, one column a cue of COHESION_CUES."""
    start, end = flow.at[rows], flow.at[rows + 1]
    total = int(flow.at[-1])
    names = flow.weight * flow.named
    known = _known(flow, start, end, NEAR, FAR, flow.weight)
    columns = [
        _known(flow, start, end, 30, FAR, flow.weight),
        known,
        _known(flow, start, end, FAR, FAR, flow.weight),
        _goes_on(flow, start, end, 30, FAR, flow.weight),
        _goes_on(flow, start, end, NEAR, FAR, flow.weight),
        _goes_on(flow, start, end, FAR, FAR, flow.weight),
        _known(flow, start, end, NEAR, FAR, names),
        _goes_on(flow, start, end, NEAR, FAR, names),
        _known(flow, start, end, NEAR, LONG_AGO, flow.weight),
        _against(known, -1),
        _against(known, 1),
        np.log(start + 1.0),
        np.log(total - end + 1.0),
    ]
    return np.stack(columns, axis=1)


def _against(known: Reals, step: int) -> Reals:
    """Return a value less the mean of its four neighbours on one side."""
    if not len(known):
        return known
    padded = np.pad(known, 4, mode="edge")
    size = len(known)
    mean = sum(padded[4 + step * n : 4 + step * n + size] for n in range(1, 5)) / 4
    return known - mean


def _known(flow: Flow, start: Ints, end: Ints, words: int, back: int, weight: Reals) -> Reals:
    """Return how much of the words after a line stands in the words before it, 0 to 1."""
    return between(flow, np.maximum(start - back, 0), start, end, np.minimum(end + words, len(flow.weight)), words, weight)


def _goes_on(flow: Flow, start: Ints, end: Ints, words: int, ahead: int, weight: Reals) -> Reals:
    """Return how much of the words before a line stands in the words after it, 0 to 1."""
    place = start[:, None] - 1 - np.arange(words)
    inside = place >= 0
    place = np.maximum(place, 0)
    if not len(weight):
        return np.full(len(start), UNKNOWN)
    following = flow.following[place]
    fresh = inside & (following >= start[:, None])
    shared = fresh & (following >= end[:, None]) & (following < (end + ahead)[:, None])
    return _share(weight[place], fresh, shared)


def between(flow: Flow, since: Ints, until: Ints, start: Ints, end: Ints, most: int, weight: Reals) -> Reals:
    """Return how much of the words of [start, end), `most` of them, stands in [since, until)."""
    if not len(weight):
        return np.full(len(start), UNKNOWN)
    place = start[:, None] + np.arange(most)
    inside = place < end[:, None]
    place = np.minimum(place, len(weight) - 1)
    previous = flow.previous[place]
    fresh = inside & (previous < start[:, None])
    shared = fresh & (previous >= since[:, None]) & (previous < until[:, None])
    return _share(weight[place], fresh, shared)


def _share(
    weight: Reals, fresh: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], shared: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> Reals:
    # Weights are rounded to 6 digits: as integers their sums are exact in any order.
    micros = np.rint(weight * 1e6).astype(np.int64)
    total = (micros * fresh).sum(axis=1)
    return np.where(total > 0, (micros * shared).sum(axis=1) / np.maximum(total, 1), UNKNOWN)
