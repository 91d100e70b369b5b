"""What stands around a line, and what lines of its page are like: one row a printed line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from agents.split.features.arrays import Ints, Reals
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
"""Share of capitalised words from which a line is in title case."""
LONGEST_LIKE = 200
"""Characters of a line that are compared with other lines."""


def position_features(lines: Sequence[ClassedLine], rows: Ints, shape: Reals) -> Reals:
    """Return one row for each printed line of `rows`, one column a cue of PLACE_CUES."""
    kinds = [lines[number].kind for number in rows.tolist()]
    column = {feature: shape[:, SHAPE_FEATURES.index(feature)] for feature in SHAPE_FEATURES}
    around = [_shifted(column[feature], offset) for feature in _SHOWN for offset in _OFFSETS]
    own = [*_blanks(rows, len(lines)), *_runs(kinds, column), *_repeats(lines, rows, column)]
    own += [*_page(kinds, column), *_distances(kinds)]
    named = dict(zip(_ORDER, own, strict=True))
    above, elsewhere = named["same line further up"], named["same line elsewhere on the page"]
    named |= {
        "line below also printed further up": _shifted(above, 1), "second line below also printed further up": _shifted(above, 2),
        "line below also printed elsewhere": _shifted(elsewhere, 1), "line above also printed elsewhere": _shifted(elsewhere, -1),
    }  # fmt: skip
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


def _shifted(values: Reals, offset: int) -> Reals:
    """Return the value of the line `offset` printed lines away, -1 beyond the page."""
    moved = np.full(len(values), -1.0)
    if abs(offset) >= len(values):
        return moved
    if offset > 0:
        moved[:-offset] = values[offset:]
    else:
        moved[-offset:] = values[:offset]
    return moved


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
    """Return how dense short lines and prose are on both sides, and the run of short lines it stands in."""
    short = np.array([kind in _SHORT for kind in kinds], np.float64)
    told = np.array([kind in RUNNING_TEXT for kind in kinds], np.float64) * column["length (log)"]
    starts = np.flatnonzero(np.diff(short, prepend=-1.0))
    lengths = np.diff(np.append(starts, len(short)))
    run = np.repeat(lengths, lengths) * short
    place = (np.arange(len(short)) - np.repeat(starts, lengths)) * short
    return [
        _window(short, -8), _window(short, 8), np.minimum(run, FAR_LINES), np.minimum(place, FAR_LINES),
        _window(told, 6), _window(told, -6),
    ]  # fmt: skip


def _window(values: Reals, width: int) -> Reals:
    """Return the sum over the next (or, below 0, the last) `width` lines."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    index = np.arange(len(values))
    if width > 0:
        return np.round(sums[np.minimum(index + 1 + width, len(values))] - sums[index + 1], 4)
    return np.round(sums[index] - sums[np.maximum(index + width, 0)], 4)


def _repeats(lines: Sequence[ClassedLine], rows: Ints, column: dict[str, Reals]) -> list[Reals]:
    """Return whether the same line, the words of the top line and the same form stand elsewhere."""
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
    """Return how much of a line's words another line has, and the reverse."""
    both = len(own & other)
    return both / (len(own) or 1), both / (len(other) or 1)


def _page(kinds: Sequence[LineClass], column: dict[str, Reals]) -> list[Reals]:
    """Return what the lines of the page are like, and how this one compares."""
    short = np.array([kind is LineClass.HEADING for kind in kinds], np.bool_)
    prose = np.array([kind in RUNNING_TEXT for kind in kinds], np.bool_)
    length, capitals = column["length (log)"], column["share of capitalised words"]
    size = len(kinds) or 1
    mean_short = _mean(length, short)
    ticks = float(min(sum(kind is LineClass.TICK for kind in kinds), MOST_TICKS))
    same = [np.full(len(kinds), value) for value in (short.sum() / size, prose.sum() / size, _mean(length, prose), mean_short)]
    own = [length - mean_short, capitals - _mean(capitals, short)]
    return [*same, *own, np.full(len(kinds), ticks), np.full(len(kinds), np.log(len(kinds) + 1.0))]


def _mean(values: Reals, chosen: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> float:
    count = int(chosen.sum())
    return round(float(values[chosen].sum()) / count, 4) if count else 0.0


def _distances(kinds: Sequence[LineClass]) -> list[Reals]:
    prose = np.array([kind is LineClass.PROSE for kind in kinds], np.bool_)
    tick = np.array([kind is LineClass.TICK for kind in kinds], np.bool_)
    date = np.array([kind is LineClass.DATE for kind in kinds], np.bool_)
    byline = np.array([kind is LineClass.BYLINE for kind in kinds], np.bool_)
    return [_ahead(prose), _behind(prose), _behind(tick), _behind(date), _ahead(byline), _behind(byline)]


def _behind(marked: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Reals:
    """Return how many lines above the nearest marked line stands."""
    index = np.arange(len(marked))
    last = np.maximum.accumulate(np.where(marked, index, -FAR_LINES))
    before = np.concatenate(([-FAR_LINES], last[:-1])) if len(marked) else last
    return np.minimum(index - before, FAR_LINES).astype(np.float64)


def _ahead(marked: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Reals:
    return _behind(marked[::-1])[::-1]
