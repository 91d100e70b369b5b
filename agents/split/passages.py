"""The words of a page as one flow, so that what stands before and after a line can be compared."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agents.split.classes import TELLING, ClassedLine
from agents.text.words import names, stems

__all__ = ["Flow", "Passage", "flow_of"]

LONGEST_READ = 20_000
"""Characters of one line that are read for its words: more of a line decides nothing."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A few words of the flow: each once, with the total of their weights."""

    words: frozenset[str]
    weight: float


@dataclass(frozen=True, slots=True)
class Flow:
    """All stems and all names of the running text, and where each line's begin."""

    words: list[str]
    names: list[str]
    word_at: list[int]
    name_at: list[int]
    weights: dict[str, float]
    """Of the words of the running text: rare ones weigh more, others nothing."""

    def before(self, line: int, count: int) -> Passage:
        """Return the `count` words before a line."""
        at = self.word_at[line]
        return self.passage(self.words[max(0, at - count) : at])

    def after(self, line: int, count: int, until: int | None = None) -> Passage:
        """Return the `count` words after a line, at most those before the line `until`."""
        at = self.word_at[line + 1]
        end = at + count if until is None else min(at + count, self.word_at[until])
        return self.passage(self.words[at:end])

    def names_after(self, line: int, count: int, until: int | None = None) -> frozenset[str]:
        """Return the `count` names after a line, at most those before the line `until`."""
        at = self.name_at[line + 1]
        end = at + count if until is None else min(at + count, self.name_at[until])
        return frozenset(self.names[at:end])

    def words_between(self, line: int, until: int) -> int:
        """Return how many words the running text has between two lines."""
        return self.word_at[until] - self.word_at[line]

    def passage(self, words: Iterable[str]) -> Passage:
        """Return any words as a passage."""
        distinct = frozenset(words)
        return Passage(distinct, self.weight(distinct))

    def weight(self, words: Iterable[str]) -> float:
        """Return the sum of the weights: words that every line has weigh next to nothing.

        Exact, since the order of a set differs from process to process, and a verdict must not.
        """
        weight = self.weights.get
        return math.fsum(weight(word, 0.0) for word in words)

    def shared(self, one: Passage, other: Passage) -> float:
        """Return how much of the lighter passage the other repeats, 0 to 1."""
        lighter = min(one.weight, other.weight)
        return self.weight(one.words & other.words) / lighter if lighter else 0.0

    def repeated(self, one: Passage, other: Passage) -> float:
        """Return how much of one passage the other repeats, 0 to 1."""
        return self.weight(one.words & other.words) / one.weight if one.weight else 0.0


def flow_of(lines: Sequence[ClassedLine]) -> Flow:
    """Read the running text of a page: headings, menus and tick lines are left out."""
    words: list[str] = []
    capitals: list[str] = []
    word_at = [0]
    name_at = [0]
    spread: Counter[str] = Counter()
    told = 0
    for line, kind, *_ in lines:
        if kind in TELLING:
            read = line.printed[:LONGEST_READ]
            found = stems(read)
            spread.update(set(found))
            words += found
            capitals += names(read)
            told += 1
        word_at.append(len(words))
        name_at.append(len(capitals))
    weights = {word: math.log((told + 2) / count) for word, count in spread.items()}
    return Flow(words, capitals, word_at, name_at, weights)
