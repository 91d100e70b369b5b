"""Which line of a page prints its known title."""

from __future__ import annotations

import re
from collections.abc import Mapping

from agents.split.features.words import stems_of

__all__ = ["SHORTEST_MATCH", "similar_to_title", "squeezed", "title_line"]

SHORTEST_MATCH = 20
"""Least letters and digits of a part of a text that counts as a match."""
SIMILAR_ENOUGH = 0.4
"""Least Jaccard similarity of the stems of two headlines of one article."""

_NOISE = re.compile(r"[\W_]+")
_MENU = re.compile(r"•|\d{1,2}\. |[^>»]* [>»] ")
"""How a line of a menu or a path begins."""


def squeezed(text: str) -> str:
    """Return only the letters and digits of a text, in lower case."""
    return _NOISE.sub("", text.lower())


def title_line(title: str, lines: Mapping[int, str]) -> int | None:
    """Return the last line that is the title, else that begins or ends with it; a line of a menu only if there is no other."""
    wanted = squeezed(title)
    own = {number: squeezed(text) for number, text in lines.items()}
    found = [number for number, text in own.items() if text and (text == wanted or _begins_or_ends(text, wanted))]
    return max(found, key=lambda number: (not _MENU.match(lines[number]), own[number] == wanted, number), default=None)


def _begins_or_ends(own: str, wanted: str) -> bool:
    return len(wanted) >= SHORTEST_MATCH and len(own) < 2 * len(wanted) and (own.startswith(wanted) or own.endswith(wanted))


def similar_to_title(title: str, lines: Mapping[int, str]) -> int | None:
    """Return the line most similar to a title, a part of it or a line of about the same words; None if there is none."""
    similarity = {number: _similarity(title, text) for number, text in lines.items() if not _MENU.match(text)}
    best = max(similarity, key=lambda number: (similarity[number], number), default=None)
    return best if best is not None and similarity[best] >= SIMILAR_ENOUGH else None


def _similarity(title: str, text: str) -> float:
    wanted, own = squeezed(title), squeezed(text)
    if len(own) >= SHORTEST_MATCH and (wanted.startswith(own) or wanted.endswith(own)):
        return 1.0
    stems, others = set(stems_of(title)), set(stems_of(text))
    shared = stems & others
    return len(shared) / len(stems | others) if len(shared) > 1 else 0.0
