"""Features of a line's place on the page: nearby lines, blank lines, distances to other lines, and figures of the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from agents.split.features.arrays import Ints, Mask, Reals, shifted
from agents.split.features.shape import SHAPE_FEATURES, at_line
from agents.split.features.words import stems_of
from agents.split.line_classes import RUNNING_TEXT, ClassedLine, LineClass

__all__ = ["POSITION_FEATURES", "position_features"]

_OFFSETS = (-3, -2, -1, 1, 2, 3)
_SHOWN = ("length (log)", "shape class", "share of capitalised words", "ends in a full stop", "begins with a bullet")
_AROUND = tuple(at_line(feature, offset) for feature in _SHOWN for offset in _OFFSETS)
_OWN = (
    "blank lines above", "blank lines below", "share of blank lines on the page", "position on the page",
    "lines up to the top of the page", "lines down to the end of the page", "short lines among the 8 above",
    "short lines among the 8 below", "length of its run of short lines", "position in its run of short lines",
    "lines down to the nearest paragraph", "lines up to the nearest paragraph", "text in the 6 lines below",
    "text in the 6 lines above", "same line elsewhere on the page", "same line further up",
    "its words in the page's first line", "words of the page's first line in it", "share of lines of its form",
    "share of headings on the page", "share of text lines on the page", "mean length of text lines",
    "mean length of headings", "lines up to the nearest rate", "lines up to the nearest date",
    "length against the page's headings", "capitalised words against the page's headings",
    "lines down to the nearest byline", "lines up to the nearest byline", "rate lines on the page",
    "lines of the page (log)", "line below also printed further up", "second line below also printed further up",
    "line below also printed elsewhere", "line above also printed elsewhere", "its words in the line below",
    "words of the line below in it", "its words in the second line below", "its words in the line above",
)  # fmt: skip
POSITION_FEATURES = _AROUND + _OWN

FAR_LINES = 30
MOST_TICKS = 10
_SHORT = frozenset({LineClass.HEADING, LineClass.FRAGMENT, LineClass.BULLET})
TITLE_CASE = 0.7
"""A line is in title case if its share of capitalised words is greater than this."""
LONGEST_LIKE = 200
"""Number of characters at the beginning of a line that are compared with other lines."""
_BEYOND = -1.0
"""Value for a neighbour that would be above the first line or below the last line of the page."""


def position_features(lines: Sequence[ClassedLine], rows: Ints, shape: Reals) -> Reals:
    """Return one row per line number in `rows`, one column per feature of POSITION_FEATURES.

    `shape` has the SHAPE_FEATURES of the same lines.
    """
    kinds = [lines[number].kind for number in rows.tolist()]
    column = {feature: shape[:, SHAPE_FEATURES.index(feature)] for feature in SHAPE_FEATURES}
    around = [shifted(column[feature], offset, _BEYOND) for feature in _SHOWN for offset in _OFFSETS]
    own = [*_blanks(rows, len(lines)), *_runs(kinds, column), *_repeats(lines, rows, column)]
    own += [*_page(kinds, column), *_distances(kinds)]
    named = dict(zip(_ORDER, own, strict=True))
    above, elsewhere = named["same line further up"], named["same line elsewhere on the page"]
    named |= {
        "line below also printed further up": shifted(above, 1, _BEYOND),
        "second line below also printed further up": shifted(above, 2, _BEYOND),
        "line below also printed elsewhere": shifted(elsewhere, 1, _BEYOND),
        "line above also printed elsewhere": shifted(elsewhere, -1, _BEYOND),
    }
    return np.stack([*around, *(named[feature] for feature in _OWN)], axis=1)


_ORDER = (
    "blank lines above", "blank lines below", "share of blank lines on the page", "position on the page",
    "lines up to the top of the page", "lines down to the end of the page", "short lines among the 8 above",
    "short lines among the 8 below", "length of its run of short lines", "position in its run of short lines",
    "text in the 6 lines below", "text in the 6 lines above", "same line elsewhere on the page", "same line further up",
    "its words in the page's first line", "words of the page's first line in it", "share of lines of its form",
    "its words in the line below", "words of the line below in it", "its words in the second line below",
    "its words in the line above", "share of headings on the page", "share of text lines on the page",
    "mean length of text lines", "mean length of headings", "length against the page's headings",
    "capitalised words against the page's headings", "rate lines on the page", "lines of the page (log)",
    "lines down to the nearest paragraph", "lines up to the nearest paragraph", "lines up to the nearest rate",
    "lines up to the nearest date", "lines down to the nearest byline", "lines up to the nearest byline",
)  # fmt: skip


def _blanks(rows: Ints, count: int) -> list[Reals]:
    gaps = np.diff(rows, prepend=-1, append=count) - 1.0
    size = len(rows)
    index = np.arange(size, dtype=np.float64)
    share = (count - size) / max(count, 1)
    return [
        np.minimum(gaps[:-1], 4), np.minimum(gaps[1:], 4), np.full(size, share), index / max(size, 1),
        np.minimum(index, FAR_LINES), np.minimum(size - 1 - index, FAR_LINES),
    ]  # fmt: skip


def _runs(kinds: Sequence[LineClass], column: dict[str, Reals]) -> list[Reals]:
    """Return six columns about the short lines and the text near each line.

    The columns are: short lines above, short lines below, length of the line's run of short lines, place in this run, text
    below, and text above.
    """
    short = np.array([kind in _SHORT for kind in kinds], np.float64)
    running = np.array([kind in RUNNING_TEXT for kind in kinds], np.float64) * column["length (log)"]
    starts = np.flatnonzero(np.diff(short, prepend=-1.0))
    lengths = np.diff(np.append(starts, len(short)))
    run = np.repeat(lengths, lengths) * short
    place = (np.arange(len(short)) - np.repeat(starts, lengths)) * short
    return [
        _window(short, -8), _window(short, 8), np.minimum(run, FAR_LINES), np.minimum(place, FAR_LINES),
        _window(running, 6), _window(running, -6),
    ]  # fmt: skip


def _window(values: Reals, width: int) -> Reals:
    """Return, per line, the sum of the values of the next `width` lines, or of the previous lines if `width` is negative."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    index = np.arange(len(values))
    if width > 0:
        return np.round(sums[np.minimum(index + 1 + width, len(values))] - sums[index + 1], 4)
    return np.round(sums[index] - sums[np.maximum(index + width, 0)], 4)


def _repeats(lines: Sequence[ClassedLine], rows: Ints, column: dict[str, Reals]) -> list[Reals]:
    """Return columns that say, per line, how often the page repeats the whole line, the words of the line, and its form."""
    printed = [lines[number].line.printed[:LONGEST_LIKE] for number in rows.tolist()]
    known = {text: frozenset(stems_of(text)) for text in set(printed)}
    stems = [known[text] for text in printed]
    seen: Counter[str] = Counter()
    above = []
    for text in printed:
        above.append(float(seen[text]))
        seen[text] += 1
    shared = [_shared(own, stems[0]) for own in stems]
    nothing: frozenset[str] = frozenset()
    following = [_shared(own, other) for own, other in zip(stems, [*stems[1:], nothing], strict=False)]
    after_next = [*stems[2:], nothing, nothing][: len(stems)]
    later = [_shared(own, other)[0] for own, other in zip(stems, after_next, strict=True)]
    earlier = [0.0, *(pair[1] for pair in following)]
    forms = list(
        zip(
            column["shape class"].tolist(),
            column["ends in a letter"].tolist(),
            column["begins with a digit"].tolist(),
            (column["share of capitalised words"] > TITLE_CASE).tolist(),
            np.round(column["length (log)"]).tolist(),
            strict=True,
        )
    )
    formed = Counter(forms)
    size = len(rows) or 1
    return [
        np.array([min(seen[text] - 1, 5) for text in printed], np.float64), np.minimum(np.array(above), 5),
        np.array([pair[0] for pair in shared]), np.array([pair[1] for pair in shared]),
        np.array([formed[form] / size for form in forms]),
        np.array([pair[0] for pair in following]), np.array([pair[1] for pair in following]), np.array(later),
        np.array(earlier[: len(stems)]),
    ]  # fmt: skip


def _shared(own: frozenset[str], other: frozenset[str]) -> tuple[float, float]:
    """Return the share of the stems in `own` that `other` has, and the share of the stems in `other` that `own` has."""
    both = len(own & other)
    return both / (len(own) or 1), both / (len(other) or 1)


def _page(kinds: Sequence[LineClass], column: dict[str, Reals]) -> list[Reals]:
    """Return columns with shares and means over the lines of the page, and with each line's difference from the mean heading."""
    short = np.array([kind is LineClass.HEADING for kind in kinds], np.bool_)
    prose = np.array([kind in RUNNING_TEXT for kind in kinds], np.bool_)
    length, capitals = column["length (log)"], column["share of capitalised words"]
    size = len(kinds) or 1
    mean_short = _mean(length, short)
    ticks = float(min(sum(kind is LineClass.TICK for kind in kinds), MOST_TICKS))
    same = [np.full(len(kinds), value) for value in (short.sum() / size, prose.sum() / size, _mean(length, prose), mean_short)]
    own = [length - mean_short, capitals - _mean(capitals, short)]
    return [*same, *own, np.full(len(kinds), ticks), np.full(len(kinds), np.log(len(kinds) + 1.0))]


def _mean(values: Reals, chosen: Mask) -> float:
    count = int(chosen.sum())
    return round(float(values[chosen].sum()) / count, 4) if count else 0.0


def _distances(kinds: Sequence[LineClass]) -> list[Reals]:
    prose = np.array([kind is LineClass.PROSE for kind in kinds], np.bool_)
    tick = np.array([kind is LineClass.TICK for kind in kinds], np.bool_)
    date = np.array([kind is LineClass.DATE for kind in kinds], np.bool_)
    byline = np.array([kind is LineClass.BYLINE for kind in kinds], np.bool_)
    return [_lines_down(prose), _lines_up(prose), _lines_up(tick), _lines_up(date), _lines_down(byline), _lines_up(byline)]


def _lines_up(marked: Mask) -> Reals:
    """Return, per line, the number of lines up to the nearest marked line above, at most FAR_LINES."""
    index = np.arange(len(marked))
    last = np.maximum.accumulate(np.where(marked, index, -FAR_LINES))
    before = np.concatenate(([-FAR_LINES], last[:-1])) if len(marked) else last
    return np.minimum(index - before, FAR_LINES).astype(np.float64)


def _lines_down(marked: Mask) -> Reals:
    return _lines_up(marked[::-1])[::-1]
