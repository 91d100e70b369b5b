"""Features of the rhythm: how regularly short lines and text alternate on the page, and how well a line fits that pattern."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.split.features.arrays import Ints, Mask, Reals, exact_mean, exact_spread
from agents.split.features.rhythm import Rhythm

__all__ = ["RHYTHM_FEATURES", "rhythm_features"]

_PAGE = (
    "openers on the page (log)", "share of openers among the lines", "mean lines of text below openers",
    "mean length of text below openers (log)", "spread of lengths of text below openers (log)",
    "share of openers with one line of text", "share of openers with up to three lines of text",
    "longest run of text on the page (log)", "share of text in runs of one or two lines",
    "next 100 words also above, mean of openers", "its words in the next 30, mean of openers",
    "its words new below, mean of openers", "runs of text per line of text", "share of openers also printed further up",
    "share of text below openers",
)  # fmt: skip
_OWN = (
    "short line that opens a text", "lines of the text it opens", "length of the text it opens (log)",
    "lines of the text that ends above it", "length of the text that ends above it (log)",
    "length of the text it opens, against openers", "length of the text above, against openers",
    "openers with the same surroundings", "share of openers with the same surroundings",
    "share of openers with the same shape of line above", "share of openers with the same shape of line below",
    "share of openers with the same shapes of two lines above",
    "share of openers with the same shapes of two lines below", "share of openers with the same shapes above and below",
    "repetitions of the line above", "repetitions of the second line above", "repetitions of the line below",
    "repetitions of the second line below", "next 100 words also above, against openers",
    "its words in the next 30, against openers", "lines down to the text it opens",
    "same words further up, list marks aside", "same words elsewhere, list marks aside",
    "same words further up, against openers", "lines up to an opener with the same surroundings",
    "lines down to an opener with the same surroundings", "share of lines with as many blank lines above",
    "lines of its block between blank lines", "position in its block between blank lines",
    "share of blocks that begin with an opener", "other lines of the same shape",
)  # fmt: skip
RHYTHM_FEATURES = _PAGE + _OWN

MOST_LINES, MOST_REPEATS, MOST_OPENERS, FAR_LINES = 20, 8, 30, 40
FEW_LINES = 3
SHORT_RUN = 2
"""Most lines in a short run of text, such as a brief news item."""
NONE = -1.0


def rhythm_features(rhythm: Rhythm, rows: Ints, known: Reals, own_below: Reals, own_new: Reals) -> Reals:
    """Return one row per printed line, one column per feature of RHYTHM_FEATURES.

    `rows` has the line numbers. The other three arguments have one share per line. `known` is the share of the next 100 words
    that also occur above the line. `own_below` is the share of the line's own words that occur in the next 30 words.
    `own_new` is the share of the line's own words that occur near below and not near above.
    """
    size = len(rhythm.length)
    if not size:
        return np.zeros((0, len(RHYTHM_FEATURES)))
    opener = rhythm.opener
    after, before = np.log(rhythm.characters_after + 1.0), np.log(rhythm.characters_before + 1.0)
    listed = (rhythm.listed_above > 0).astype(np.float64)
    means = [_mean(values, opener) for values in (rhythm.lines_after, after, known, own_below, own_new, listed)]
    page = _page(rhythm, after, means)
    own = [
        opener.astype(np.float64), np.minimum(rhythm.lines_after, MOST_LINES), after, np.minimum(rhythm.lines_before, MOST_LINES),
        before, after - means[1], before - means[1], *_pattern(rhythm), *_surroundings(rhythm), *_repeats(rhythm.form),
        known - means[2], own_below - means[3], rhythm.gap.astype(np.float64), np.minimum(rhythm.listed_above, 3.0),
        np.minimum(rhythm.listed, 3.0), listed - means[5], *_period(rhythm), *_blocks(rhythm, rows),
        np.minimum(np.bincount(rhythm.shape)[rhythm.shape] - 1.0, MOST_REPEATS),
    ]  # fmt: skip
    return np.round(np.stack([*(np.full(size, value) for value in page), *own], axis=1), 4)


def _mean(values: npt.NDArray[np.generic], chosen: Mask) -> float:
    picked = np.asarray(values, np.float64)[chosen]
    return float(exact_mean(picked)) if len(picked) else NONE


def _page(rhythm: Rhythm, after: Reals, means: list[float]) -> list[float]:
    """Return one value per feature of _PAGE, for all lines of the page.

    `after` is the logarithm of the length of the text that each line opens. `means` are means over the openers.
    """
    opener, text, length = rhythm.opener, rhythm.text, rhythm.length
    count, size = int(opener.sum()), len(length)
    lines = rhythm.lines_after[opener]
    running = int((length * text).sum()) or 1
    starts = text & ~np.concatenate(([False], text[:-1]))
    run = np.cumsum(starts)[text]
    sizes, lengths = np.bincount(run)[1:], np.bincount(run, length[text])[1:]
    short = float(lengths[sizes <= SHORT_RUN].sum())
    return [
        float(np.log1p(count)), count / size, means[0], means[1], exact_spread(after[opener]) if count else NONE,
        float((lines <= 1).mean()) if count else NONE, float((lines <= FEW_LINES).mean()) if count else NONE,
        float(np.log1p(lengths.max(initial=0.0))), short / running, means[2], means[3], means[4],
        float(starts.sum()) / max(1, int(text.sum())), means[5], float(rhythm.characters_after[opener].sum()) / running,
    ]  # fmt: skip


def _pattern(rhythm: Rhythm) -> list[Reals]:
    """Return two columns: the number of openers with the line's pattern, and the share of these openers among all openers."""
    like = np.bincount(rhythm.pattern, rhythm.opener)[rhythm.pattern]
    return [np.minimum(like, MOST_OPENERS), like / max(1, int(rhythm.opener.sum()))]


def _surroundings(rhythm: Rhythm) -> list[Reals]:
    """Return five columns: per line, the share of openers whose neighbours have the same shapes as the line's neighbours.

    The neighbours are the line above; the line below; two lines above; two lines below; and the lines above and below.
    """
    size, shapes = len(rhythm.shape), int(rhythm.shape.max()) + 4
    padded = np.concatenate(([shapes - 3, shapes - 2], rhythm.shape, [shapes - 2, shapes - 3]))
    at = np.arange(size) + 2
    above, below = padded[at - 1], padded[at + 1]
    keys = (above, below, above * shapes + padded[at - 2], below * shapes + padded[at + 2], above * shapes + below)
    return [_share_of_openers(key, rhythm.opener) for key in keys]


def _share_of_openers(key: Ints, opener: Mask) -> Reals:
    _, group = np.unique(key, return_inverse=True)
    return np.asarray(np.bincount(group, opener)[group] / max(1, int(opener.sum())), np.float64)


def _repeats(form: Ints) -> list[Reals]:
    """Return four columns: per line, how often the page repeats its nearest two lines above, and its nearest two below.

    Lines that differ only in digits count as repetitions.
    """
    count = np.minimum(np.bincount(form)[form] - 1.0, MOST_REPEATS)
    padded = np.concatenate(([NONE, NONE], count, [NONE, NONE]))
    return [padded[2 + offset :][: len(count)] for offset in (-1, -2, 1, 2)]


def _period(rhythm: Rhythm) -> list[Reals]:
    """Return two columns: per line, how many lines the nearest openers with the same pattern are above, and below."""
    size = len(rhythm.pattern)
    above = np.full(size, float(FAR_LINES))
    below = np.full(size, float(FAR_LINES))
    for values, order in ((above, range(size)), (below, range(size - 1, -1, -1))):
        last: dict[int, int] = {}
        for row in order:
            own = int(rhythm.pattern[row])
            if own in last:
                values[row] = min(abs(row - last[own]), FAR_LINES)
            if rhythm.opener[row]:
                last[own] = row
    return [above, below]


def _blocks(rhythm: Rhythm, rows: Ints) -> list[Reals]:
    """Return four columns about blank lines. A block is the lines between two blank lines.

    The columns are: share of lines with as many blank lines above; lines in the line's block; place in the block; and, for the
    first line of a block, the share of blocks that begin with an opener.
    """
    gaps = np.minimum(np.diff(rows, prepend=-2) - 1, 4)
    gaps[0] = 4
    usual = np.bincount(gaps)[gaps] / len(gaps)
    start = gaps > 0
    block = np.cumsum(start) - 1 if len(start) else start
    sizes = np.bincount(block)
    first = np.flatnonzero(start)
    place = np.arange(len(rows)) - first[block]
    opens = rhythm.opener[first]
    return [
        usual, np.minimum(sizes[block], MOST_LINES).astype(np.float64), np.minimum(place, MOST_LINES).astype(np.float64),
        np.where(place == 0, float(opens.mean()), NONE),
    ]  # fmt: skip
