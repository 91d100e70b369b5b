"""The word index of a page: its running text as one array of stems, with the previous and the next place of each.

With it, whether one window of words repeats another is a comparison of positions. No set and no count is needed.
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
"""Characters of a line whose words are indexed: the rest of a longer line changes no decision."""
SHORTEST_TEASER = 80
TEASER_RATIO = 1.15
"""Least length of a teaser, as a multiple of the line above."""
STEM = 5
"""Letters of a stem: Turkic, Slavic and English endings come after them."""
FAR_OFF = 1 << 40
"""A distance or position that no page reaches."""

FULL_WEIGHT = 200
"""Weight of a stem that is rare in every language; a stem that every text has weighs 0."""

_TOKEN = re.compile(r"[^\W_]{4,}|[.!?…:\n]")


@dataclass(frozen=True, slots=True)
class StopStems:
    """Document-frequency weights of the stems that many texts of a language have; any other stem weighs FULL_WEIGHT."""

    keys: npt.NDArray[np.uint32]
    """Sorted `stem_key` of each stem."""
    weights: npt.NDArray[np.uint8]

    def weigh(self, stems: Iterable[str]) -> npt.NDArray[np.int64]:
        """Return the weight of each stem, 0 to FULL_WEIGHT, and last that of an unknown stem."""
        wanted = np.array([*map(stem_key, stems), 0], np.uint32)
        found = np.full(len(wanted), FULL_WEIGHT, np.int64)
        if len(self.keys):
            place = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
            found = np.where(self.keys[place] == wanted, self.weights[place], found)
        found[-1] = FULL_WEIGHT
        return found


def stem_key(stem: str) -> int:
    """Return the CRC-32 that a stem is stored under."""
    return crc32(stem.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True)
class WordIndex:
    """The words of the running text in order; a position counts words from the top of the page."""

    ids: dict[str, int]
    """Number of each stem."""
    starts: Ints
    """Position of the first word of each line, and one past the last word."""
    previous: Ints
    """Per word, the previous position of its stem, or -FAR_OFF."""
    following: Ints
    """Per word, the next position of its stem, or FAR_OFF."""
    stems: Ints
    """Per word, the number of its stem."""
    weight: Ints
    """Per word, the weight of its stem; whole numbers, whose sums are exact in any order."""
    named: npt.NDArray[np.bool_]
    """Per word, whether its stem has a capital inside of a sentence anywhere on the page."""
    keys: Ints
    """Sorted `stem << 32 | position` of every word: one search finds the next position of a stem."""
    stem_weight: Ints
    """Weight per stem, and last that of a stem that is not on the page."""


def stems_of(text: str) -> list[str]:
    """Return the stem of each word of four or more letters, in order."""
    return [word[:STEM].lower() for word in _TOKEN.findall(text) if len(word) > 1]


def word_index_of(lines: Sequence[ClassedLine], stop_stems: StopStems) -> WordIndex:
    """Return the index of a page's running text; headlines, menus and tick lines are left out."""
    ids: dict[str, int] = {}
    words: list[int] = []
    capital: list[int] = []
    starts = [0]
    teasers = _teasers(lines)
    for number, (line, kind, *_) in enumerate(lines):
        if kind in RUNNING_TEXT or number in teasers:
            _add_words(line.printed[:LONGEST_READ], ids, words, capital)
        starts.append(len(words))
    return _indexed(ids, np.array(words, np.int64), capital, np.array(starts, np.int64), stop_stems.weigh(ids))


def _teasers(lines: Sequence[ClassedLine]) -> set[int]:
    """Return the lines that are running text without the end of a sentence: long list items, and teasers below headlines.

    A teaser is longer than the line above it, and no shorter than the line below it.
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


def _add_words(text: str, ids: dict[str, int], words: list[int], capital: list[int]) -> None:
    """Add the stems of a line to `words`, and those with a capital inside of a sentence to `capital`.

    Tokens of one character are the marks that end a sentence.
    """
    found = _TOKEN.findall(text)
    words += [ids.setdefault(token[:STEM].lower(), len(ids)) for token in found if len(token) > 1]
    names = [token for before, token in pairwise(found) if token[0].isupper() and len(before) > 1]
    capital += [ids[name[:STEM].lower()] for name in names]


def _indexed(ids: dict[str, int], words: Ints, capital: Sequence[int], starts: Ints, stem_weight: Ints) -> WordIndex:
    """For each word, find the previous and the next occurrence of the same stem."""
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

    return WordIndex(ids, starts, previous, following, words, stem_weight[words], named[words], keys, stem_weight)
