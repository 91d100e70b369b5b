"""HTML entities that are left in the text of a page: `&nbsp;`, `&#8217;`, and `&amp;nbsp;`, which was escaped twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.entities import html5

from agents.text.rewriting import Edit, RewrittenLine, rewrite

__all__ = ["decode_entities", "has_entity"]

TIMES_ESCAPED = 3
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_ABOUT_ENTITIES = re.compile(r"\b(?:X?HTML5?|XML|entit(?:y|ies)|unescape)\b", re.IGNORECASE)
_ENCLOSING = frozenset({"''", '""', "``", "()", "“”", "‘’", "«»", "„“"})
_BREAKS = str.maketrans("\n\r\v\f", "    ")


def has_entity(text: str) -> bool:
    """Return whether the text has anything that looks like an entity."""
    return "&" in text and _ENTITY.search(text) is not None


def decode_entities(line: RewrittenLine) -> RewrittenLine:
    """Return the line with its entities replaced by their characters.

    If the text is about an entity, the entity is kept: in a line about HTML, and alone in quotes or brackets. An unknown
    entity, and an entity without `;`, are kept as well.
    """
    if _ABOUT_ENTITIES.search(line.text):
        return line
    for _ in range(TIMES_ESCAPED):
        edits = list(_edits(line.text))
        if not edits:
            break
        line = rewrite(line, edits)
    return line


def _edits(text: str) -> Iterator[Edit]:
    for found in _ENTITY.finditer(text):
        start, end = found.span()
        if text[start - 1 : start] + text[end : end + 1] in _ENCLOSING:
            continue
        if meant := _meant(found[0]):
            yield Edit(start, end, meant, [end - start, *[0] * (len(meant) - 1)])


def _meant(entity: str) -> str:
    """Return the characters that an entity means, or an empty string if its name or number is unknown.

    For a line feed the result is a blank, so that a line remains one line.
    """
    meant = unescape(entity) if entity[1] == "#" else html5.get(entity[1:], "")
    return "" if "\ufffd" in meant else meant.translate(_BREAKS)
