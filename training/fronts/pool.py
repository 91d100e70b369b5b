"""The stories of each language, and how the stories of a page are chosen."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from training.compose import Piece
from training.layouts import Labelled

__all__ = ["Pool", "Story", "pools_of"]

FEWEST = 4
"""Minimum number of stories of a language. A language with fewer stories gets no pages."""
MOST_COMPARED = 500
MOST_NAMES = 400
LANGUAGE_POWER = 0.6
"""The weight of a language is its number of stories to this power."""

_NAME = re.compile(r"\b[^\W\d_a-zа-яё][^\W\d_]{2,12} [^\W\d_a-zа-яё][^\W\d_]{2,14}\b")
_ANY_NAMES = ("Anna Lind", "Omar Said", "Maria Costa", "Ivan Petrov", "Lena Roth", "Aziz Karim")


@dataclass(frozen=True, slots=True)
class Story:
    """A headline with the lines below it."""

    title: str
    lines: tuple[Labelled, ...]
    publisher: str
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pool:
    """All stories of one language, names of people, and the weight of the language."""

    language: str
    stories: Sequence[Story]
    names: Sequence[str]
    weight: float

    def choose(self, count: int, near: float, chance: random.Random) -> list[Story]:
        """Choose `count` different stories at random.

        With probability `near`, the stories share many words, as stories of one topic do.
        """
        stories = self.stories
        count = min(count, len(stories))
        if chance.random() >= near or len(stories) <= count + FEWEST:
            return chance.sample(stories, count)
        first = chance.choice(stories)
        seen = chance.sample(stories, min(MOST_COMPARED, len(stories)))
        seen.sort(key=lambda story: -len(story.stems & first.stems) / (len(story.stems) + 50))
        return chance.sample(seen[: max(14, count + FEWEST)], count)

    def others(self, count: int, chosen: Sequence[Story], chance: random.Random) -> list[Story]:
        """Choose up to `count` random stories whose headlines are not among those of `chosen`."""
        titles = {story.title for story in chosen}
        seen = chance.sample(self.stories, min(len(self.stories), count + len(chosen)))
        return [story for story in seen if story.title not in titles][:count]


def pools_of(pieces: Sequence[Piece]) -> list[Pool]:
    """Return the pool of each language that has at least FEWEST stories."""
    spoken: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        spoken[piece.language].append(piece)
    return [_pool(language, spoken[language]) for language in sorted(spoken) if len(spoken[language]) >= FEWEST]


def _pool(language: str, pieces: Sequence[Piece]) -> Pool:
    stories = [Story(piece.lines[0][0], piece.lines[1:], piece.publisher, piece.stems) for piece in pieces]
    found = (_NAME.search(text) for piece in pieces for text, _ in piece.lines[1:4])
    names = list(dict.fromkeys(match[0] for match in found if match))[:MOST_NAMES]
    return Pool(language, stories, names or _ANY_NAMES, len(pieces) ** LANGUAGE_POWER)
