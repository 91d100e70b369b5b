"""Finds the line of a page that prints its known title."""

from __future__ import annotations

import re
from collections.abc import Mapping

from agents.split.features.words import stems_of

__all__ = ["SHORTEST_MATCH", "similar_to_title", "squeezed", "title_line"]

SHORTEST_MATCH = 20
"""Minimum number of letters and digits of a partial match."""
SIMILAR_ENOUGH = 0.4
"""Minimum Jaccard similarity of the stems of two headlines that count as similar."""

_NOISE = re.compile(r"[\W_]+")
_MENU = re.compile(r"•|\d{1,2}\. |[^>»]* [>»] ")
"""Matches the beginning of a line of a menu or a breadcrumb."""


def squeezed(text: str) -> str:
    """Return only the letters and digits of a text, in lower case."""
    return _NOISE.sub("", text.lower())


def title_line(title: str, lines: Mapping[int, str]) -> int | None:
    """Return the number of the line that prints a title, or None.

    The line is the title, or begins or ends with the title. Among several such lines, lines outside of menus come first, then
    exact matches, then the last line.
    """
    wanted = squeezed(title)
    own = {number: squeezed(text) for number, text in lines.items()}
    found = [number for number, text in own.items() if text and (text == wanted or _begins_or_ends(text, wanted))]
    return max(found, key=lambda number: (not _MENU.match(lines[number]), own[number] == wanted, number), default=None)


def _begins_or_ends(own: str, wanted: str) -> bool:
    return len(wanted) >= SHORTEST_MATCH and len(own) < 2 * len(wanted) and (own.startswith(wanted) or own.endswith(wanted))


def similar_to_title(title: str, lines: Mapping[int, str]) -> int | None:
    """Return the number of the line that is most similar to a title, or None if no line is similar enough.

    A similar line is a part of the title, or has about the same words. Lines of menus are left out.
    """
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
