"""The word index of a page: the stems of its running text in order, each with its previous and its next position.

A comparison of positions in the index shows whether a window of words repeats words of another window. No sets are needed.
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
"""Most characters of a line that are indexed. The rest of a longer line changes no decision."""
SHORTEST_TEASER = 80
TEASER_RATIO = 1.15
"""Least length of a teaser, as a multiple of the length of the line above."""
STEM = 5
"""Number of letters of a stem, from the beginning of a word. Turkic, Slavic and English endings come after these letters."""
FAR_OFF = 1 << 40
"""A distance or position that no page reaches."""

FULL_WEIGHT = 200
"""Weight of a stem that is rare in every language. A stem that occurs in every text has the weight 0."""

_TOKEN = re.compile(r"[^\W_]{4,}|[.!?…:\n]")


@dataclass(frozen=True, slots=True)
class StopStems:
    """Document-frequency weights of the stems that occur in many texts of a language. Other stems have FULL_WEIGHT."""

    keys: npt.NDArray[np.uint32]
    """Sorted `stem_key` of each stem."""
    weights: npt.NDArray[np.uint8]
    """Weight of each stem, in the order of `keys`."""

    def weigh(self, stems: Iterable[str]) -> npt.NDArray[np.int64]:
        """Return the weight of each stem, 0 to FULL_WEIGHT. An additional last element is the weight of an unknown stem."""
        wanted = np.array([*map(stem_key, stems), 0], np.uint32)
        found = np.full(len(wanted), FULL_WEIGHT, np.int64)
        if len(self.keys):
            place = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
            found = np.where(self.keys[place] == wanted, self.weights[place], found)
        found[-1] = FULL_WEIGHT
        return found


def stem_key(stem: str) -> int:
    """Return the CRC-32 of a stem, which is the key of the stem in StopStems."""
    return crc32(stem.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True)
class WordIndex:
    """The words of a page's running text in order. The position of a word is its index, counted from the top of the page."""

    ids: dict[str, int]
    """Number of each stem."""
    starts: Ints
    """Per line, the position of its first word. An additional last element is one past the last word of the page."""
    previous: Ints
    """Per word, the position of the previous word with the same stem, or -FAR_OFF."""
    following: Ints
    """Per word, the position of the next word with the same stem, or FAR_OFF."""
    stems: Ints
    """Per word, the number of its stem."""
    weight: Ints
    """Per word, the weight of its stem. The weights are whole numbers, so their sums are exact in any order."""
    named: npt.NDArray[np.bool_]
    """Per word, whether its stem is capitalised inside a sentence anywhere on the page, as names are."""
    keys: Ints
    """Sorted `stem << 32 | position` of every word. One binary search finds the next position of a stem."""
    stem_weight: Ints
    """Weight of each stem. An additional last element is the weight of a stem that is not on the page."""


def stems_of(text: str) -> list[str]:
    """Return the stem of each word of four or more letters, in order."""
    return [word[:STEM].lower() for word in _TOKEN.findall(text) if len(word) > 1]


def word_index_of(lines: Sequence[ClassedLine], stop_stems: StopStems) -> WordIndex:
    """Return the word index of a page's running text, without headlines, menus and tick lines."""
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
    """Return the numbers of the lines that count as running text although their class does not: long list items and teasers.

    A teaser is longer than the headline above the teaser, and at least as long as the line below the teaser.
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
    """Add the number of each stem of a line to `words`. Add stems with a capital inside a sentence to `capital`, too.

    A stem that is not in `ids` gets the next number. A token of one character is a mark that ends a sentence.
    """
    found = _TOKEN.findall(text)
    words += [ids.setdefault(token[:STEM].lower(), len(ids)) for token in found if len(token) > 1]
    names = [token for before, token in pairwise(found) if token[0].isupper() and len(before) > 1]
    capital += [ids[name[:STEM].lower()] for name in names]


def _indexed(ids: dict[str, int], words: Ints, capital: Sequence[int], starts: Ints, stem_weight: Ints) -> WordIndex:
    """Return the word index; find, for each word, the previous and the next occurrence of its stem."""
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
