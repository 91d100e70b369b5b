"""The running text of a page as one array of words, so that what stands before and after a line can be compared.

Every word knows where the same word stands last before it and first after it: whether a window
of words repeats another is then a comparison of positions, without a set or a count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt

from agents.split.features.arrays import Ints
from agents.split.line_classes import RUNNING_TEXT, ClassedLine, LineClass

__all__ = ["FAR_OFF", "FULL_WEIGHT", "StopStems", "WordIndex", "stem_key", "stems_of", "word_index_of"]

LONGEST_READ = 20_000
"""Characters of one line that are read for its words: more of a line decides nothing."""
SHORTEST_TEASER = 80
TEASER_RATIO = 1.15
"""How much longer than the printed line above a teaser is."""
STEM = 5
"""Letters of a stem: Turkic and Slavic endings come after them, and so do English ones."""
FAR_OFF = 1 << 40
"""A position no page reaches."""

FULL_WEIGHT = 200
"""Weight of a stem that is common in no language; one that every text has weighs 0."""

_TOKEN = re.compile(r"[^\W_]{4,}|[.!?…:\n]")


@dataclass(frozen=True, slots=True)
class StopStems:
    """The weights of the stems that many texts of a language have; any other stem weighs TELLING_WEIGHT."""

    keys: npt.NDArray[np.uint32]
    """Sorted keys of the stems."""
    weights: npt.NDArray[np.uint8]

    def weigh(self, stems: Iterable[str]) -> npt.NDArray[np.int64]:
        """Return the weight of each stem, 0 to TELLING_WEIGHT, and that of an unknown one at the end."""
        wanted = np.array([*map(stem_key, stems), 0], np.uint32)
        found = np.full(len(wanted), FULL_WEIGHT, np.int64)
        if len(self.keys):
            place = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
            found = np.where(self.keys[place] == wanted, self.weights[place], found)
        found[-1] = FULL_WEIGHT
        return found


def stem_key(stem: str) -> int:
    """Return the number a stem is stored under."""
    return crc32(stem.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True)
class WordIndex:
    """All words of the running text in order, as numbers, and where each line's begin."""

    ids: dict[str, int]
    """Number of each stem."""
    at: Ints
    """Position of the first word of each line, and of the end."""
    previous: Ints
    """Position of the same word before, -FAR_OFF where there is none."""
    following: Ints
    """Position of the same word after, FAR_OFF where there is none."""
    words: Ints
    """Number of the stem of each word."""
    weight: Ints
    """Of each word, in whole numbers, whose sums are exact in any order: common ones weigh less."""
    named: npt.NDArray[np.bool_]
    """Whether the word is written with a capital inside of a sentence somewhere."""
    keys: Ints
    """Sorted `number << 32 | position` of every word: where a stem stands next is one search."""
    stem_weight: Ints
    """Weight by number of the stem, and of a stem that stands nowhere at the end."""


def stems_of(text: str) -> list[str]:
    """Return the stems of the words of four and more letters, in order, repeated as they are."""
    return [word[:STEM].lower() for word in _TOKEN.findall(text) if len(word) > 1]


def word_index_of(lines: Sequence[ClassedLine], stop_stems: StopStems) -> WordIndex:
    """Read the running text of a page: headlines, menus and tick lines are left out."""
    ids: dict[str, int] = {}
    words: list[int] = []
    capital: list[int] = []
    at = [0]
    teasers = _teasers(lines)
    for number, (line, kind, *_) in enumerate(lines):
        if kind in RUNNING_TEXT or number in teasers:
            _read(line.printed[:LONGEST_READ], ids, words, capital)
        at.append(len(words))
    return _indexed(ids, np.array(words, np.int64), capital, np.array(at, np.int64), stop_stems.weigh(ids))


def _teasers(lines: Sequence[ClassedLine]) -> set[int]:
    """Return the lines without the end of a sentence that are text all the same: long items, teasers below headlines.

    A teaser is longer than the line above, and opens no text itself: the line below is not longer.
    """
    printed = [(number, len(line.printed), kind) for number, (line, kind, *_) in enumerate(lines) if line.printed]
    sizes = [0, *(size for _, size, _ in printed), 0]
    return {
        number
        for place, (number, size, kind) in enumerate(printed)
        if size >= SHORTEST_TEASER
        and (
            kind is LineClass.BULLET
            or (kind is LineClass.HEADING and sizes[place] * TEASER_RATIO < size and sizes[place + 2] <= size)
        )
    }


def _read(text: str, ids: dict[str, int], words: list[int], capital: list[int]) -> None:
    """Add the words of a line; `capital` gets the number of each name. Stops are the tokens of one character."""
    found = _TOKEN.findall(text)
    words += [ids.setdefault(token[:STEM].lower(), len(ids)) for token in found if len(token) > 1]
    names = [token for before, token in pairwise(found) if token[0].isupper() and len(before) > 1]
    capital += [ids[name[:STEM].lower()] for name in names]


def _indexed(ids: dict[str, int], words: Ints, capital: Sequence[int], at: Ints, stem_weight: Ints) -> WordIndex:
    """Link every word to its like."""
    count = len(words)
    positions = np.arange(count, dtype=np.int64)
    keys = np.sort((words << 32) | positions)
    order = keys & 0xFFFFFFFF
    same = words[order[1:]] == words[order[:-1]]
    previous = np.full(count, -FAR_OFF, np.int64)
    following = np.full(count, FAR_OFF, np.int64)
    previous[order[1:][same]] = order[:-1][same]
    following[order[:-1][same]] = order[1:][same]
    named = np.zeros(len(ids) + 1, np.bool_)
    named[np.array(capital, np.int64)] = True
    return WordIndex(ids, at, previous, following, words, stem_weight[words], named[words], keys, stem_weight)
