"""The rhythm of a page: the short lines that open a text, and the lines that regularly surround these short lines.

A page of several stories prints all of them alike: category, headline, time, text, button. An *opener* is a short line whose
next text, at most REACH lines below, is longer than the line. Openers with similar lines above and below share a *pattern*.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from agents.split.features.arrays import Ints
from agents.split.line_classes import RUNNING_TEXT, ClassedLine, LineClass

__all__ = ["NO_TEXT", "REACH", "Rhythm", "rhythm_of"]

REACH = 4
"""Most printed lines from an opener down to its text."""
NO_TEXT = 9
"""The `gap` of a line that opens no text."""
SHORTEST_TEXT, SHORTEST_PROSE = 140, 50
"""Least characters of a line that is text: of a line of any class, and of a line whose class is running text."""
SHORTEST_TEASER, TEASER_RATIO = 60, 1.15
"""Least characters of a teaser, and least length of a teaser as a multiple of the length of the heading above."""
LONGEST_OPENER, SHORTEST_OPENER = 200, 8
LONGEST_SHAPE = 60
"""Number of characters at the beginning of a line that decide its shape."""
SHORTEST_LISTED = 12
"""Least characters of a line that is compared with the other lines of the page. The list mark is not counted."""
LONGEST_LISTED = 120
LONGEST_FORM = 80

_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"[^\W\d_]+")
_MARK = re.compile(r"^(?:[*•·\-–—>»+o]|\d{1,2}[.)]|\d{1,2}[:.]\d\d)\s+")
_ABOUT = frozenset({LineClass.DATE, LineClass.BYLINE, LineClass.FRAGMENT})
"""Classes of lines that may be between a headline and its text."""
_NEVER = frozenset({*_ABOUT, LineClass.TICK, LineClass.BLANK})
_LENGTHS = (25, 60, 130, 320)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The rhythm of a page, one entry per printed line."""

    opener: npt.NDArray[np.bool_]
    pattern: Ints
    """Number of the line's pattern. Lines have the same pattern if they and their direct neighbours are alike.

    The line counts by its length and list mark. A neighbour counts by its length and whether it is text, a date or byline, or
    neither.
    """
    shape: Ints
    """Number of the line's shape. In a shape, all words are equal, and all numbers. All lines of text have one shape."""
    form: Ints
    """Number of the line's form. Lines that differ only in numbers have the same form, such as repeated times or buttons."""
    gap: Ints
    """Number of lines from the line down to the text that the line opens, or NO_TEXT."""
    lines_after: Ints
    """Number of lines in the run of text that the line opens."""
    characters_after: Ints
    """Number of characters in the run of text that the line opens."""
    lines_before: Ints
    """Number of lines in the nearest run of text that ends at most REACH lines above."""
    characters_before: Ints
    """Number of characters in the nearest run of text that ends at most REACH lines above."""
    text: npt.NDArray[np.bool_]
    """Whether the line is text."""
    length: Ints
    """Number of characters of the line."""
    listed_above: Ints
    """Number of lines above the line with the same words. List marks are ignored."""
    listed: Ints
    """Number of other lines of the page, above and below, with the same words. List marks are ignored."""


def rhythm_of(lines: Sequence[ClassedLine], rows: Ints) -> Rhythm:
    """Return the rhythm of the printed lines, whose line numbers are in `rows`."""
    shown = [lines[number] for number in rows.tolist()]
    printed = [classed.line.printed for classed in shown]
    length = list(map(len, printed))
    text = [_is_text(classed.kind, size) for classed, size in zip(shown, length, strict=True)]
    gap = [_gap(shown, length, text, row) for row in range(len(shown))]
    opener = [_opens(shown, length, text, row, gap[row]) for row in range(len(shown))]
    reached = [row + gap[row] if gap[row] < NO_TEXT else -1 for row in range(len(shown))]
    lines_after, characters_after = _below(_runs(length, text), reached, length)
    lines_before, characters_before = _above([run[::-1] for run in _runs(length[::-1], text[::-1])], length)
    above, listed = _listings(printed)
    return Rhythm(
        opener=np.array(opener, np.bool_),
        pattern=_patterns(shown, length, text),
        shape=_numbered(["" if own else _shape(line) for own, line in zip(text, printed, strict=True)]),
        form=_numbered([_DIGITS.sub("0", line[:LONGEST_FORM]) for line in printed]),
        gap=np.array(gap, np.int64),
        lines_after=lines_after,
        characters_after=characters_after,
        lines_before=lines_before,
        characters_before=characters_before,
        text=np.array(text, np.bool_),
        length=np.array(length, np.int64),
        listed_above=above,
        listed=listed,
    )


def _is_text(kind: LineClass, size: int) -> bool:
    return size >= SHORTEST_TEXT or (kind in RUNNING_TEXT and size >= SHORTEST_PROSE)


def _gap(shown: Sequence[ClassedLine], length: Sequence[int], text: Sequence[bool], row: int) -> int:
    """Return the number of lines from the line at `row` down to the text or teaser below, or NO_TEXT if none is near."""
    for step in range(1, min(REACH, len(shown) - 1 - row) + 1):
        at = row + step
        teaser = length[at] >= SHORTEST_TEASER and length[at] > TEASER_RATIO * length[row] and shown[at].kind not in _ABOUT
        if text[at] or teaser:
            return step
        if shown[at].kind not in _ABOUT and length[at] >= SHORTEST_TEASER:
            break
    return NO_TEXT


def _opens(shown: Sequence[ClassedLine], length: Sequence[int], text: Sequence[bool], row: int, gap: int) -> bool:
    """Return whether the line at `row` opens the text that is `gap` lines below.

    The line must be short, and no line between the line and the text may be longer, except for lines of the classes _ABOUT.
    """
    size = length[row]
    if gap == NO_TEXT or shown[row].kind in _NEVER or not SHORTEST_OPENER <= size <= LONGEST_OPENER:
        return False
    if text[row] and size >= SHORTEST_TEXT:
        return False
    return all(length[at] <= size or shown[at].kind in _ABOUT for at in range(row + 1, row + gap))


def _runs(length: Sequence[int], text: Sequence[bool]) -> list[list[int]]:
    """Return two lists: per line, the number of lines and of characters in the run of text that begins with the line."""
    lines, characters = [0] * (len(text) + 1), [0] * (len(text) + 1)
    for row in range(len(text) - 1, -1, -1):
        if text[row]:
            lines[row], characters[row] = lines[row + 1] + 1, characters[row + 1] + length[row]
    return [lines[:-1], characters[:-1]]


def _below(runs: Sequence[Sequence[int]], reached: Sequence[int], length: Sequence[int]) -> tuple[Ints, Ints]:
    """Return two arrays: per line, the number of lines and of characters in the run of text that the line opens.

    `runs` comes from `_runs`. `reached` is, per line, the row of the text that the line opens, or -1. A teaser that is not
    text is a run of one line.
    """
    lines = [0 if row < 0 else runs[0][row] or 1 for row in reached]
    characters = [0 if row < 0 else runs[1][row] or length[row] for row in reached]
    return np.array(lines, np.int64), np.array(characters, np.int64)


def _above(runs: Sequence[Sequence[int]], length: Sequence[int]) -> tuple[Ints, Ints]:
    """Return two arrays: per line, the number of lines and of characters in the nearest run of text above.

    `runs` has, per line, the number of lines and of characters in the run of text that ends with the line.
    """
    lines, characters = [0] * len(length), [0] * len(length)
    for row in range(len(length)):
        for at in range(row - 1, max(row - 1 - REACH, -1), -1):
            if runs[0][at] or length[at] >= SHORTEST_TEASER:
                lines[row], characters[row] = runs[0][at] or 1, runs[1][at] or length[at]
                break
    return np.array(lines, np.int64), np.array(characters, np.int64)


def _shape(printed: str) -> str:
    return _WORDS.sub("a", _DIGITS.sub("0", printed[:LONGEST_SHAPE])) or "-"


def _patterns(shown: Sequence[ClassedLine], length: Sequence[int], text: Sequence[bool]) -> Ints:
    """Return, per line, the number that identifies the line's pattern (see `Rhythm.pattern`)."""
    sizes = [sum(size >= each for each in _LENGTHS) for size in length]
    outlines = [
        (2 if own else int(classed.kind in {LineClass.DATE, LineClass.BYLINE}), size)
        for classed, own, size in zip(shown, text, sizes, strict=True)
    ]
    padded = [(-1, -1), *outlines, (-1, -1)]
    marked = [classed.line.printed[0] in "*•-" for classed in shown]
    return _numbered([(padded[n], padded[n + 2], size, marked[n]) for n, size in enumerate(sizes)])


def _numbered(values: Sequence[object]) -> Ints:
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], np.int64)


def _listings(printed: Sequence[str]) -> tuple[Ints, Ints]:
    """Return two arrays: per line, how many lines above have the same words, and how many other lines of the page do.

    List marks are ignored. A very short line counts as different from all others.
    """
    bare = [_MARK.sub("", line)[:LONGEST_LISTED].lower().rstrip(" .") for line in printed]
    seen: Counter[str] = Counter()
    above = []
    for words in bare:
        above.append(seen[words] if len(words) >= SHORTEST_LISTED else 0)
        seen[words] += 1
    elsewhere = [seen[words] - 1 if len(words) >= SHORTEST_LISTED else 0 for words in bare]
    return np.array(above, np.int64), np.array(elsewhere, np.int64)
