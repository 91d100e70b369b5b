"""The text of a page as received to the text that was meant: broken encodings and entities repaired.

Each line is repaired alone, so that lines stay lines. A text with nothing to repair comes back
as the same object after two searches.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from agents.text.entities import decode_entities, has_entity
from agents.text.misreadings import Misreading
from agents.text.mojibake import has_mojibake, misread_families, repair_line
from agents.text.rewriting import RewrittenLine
from agents.text.widths import Widths

__all__ = ["LineRepair", "RepairedText", "repair"]

ENTITIES = "entities"


class LineRepair(NamedTuple):
    """What was repaired in the line from `start` to `end`."""

    start: int
    end: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RepairedText:
    """A text as meant, where its characters are in the text as received, and which lines were repaired how."""

    text: str
    widths: Widths | None = None
    """None where nothing was repaired."""
    repairs: tuple[LineRepair, ...] = ()
    """One per repaired line, in order."""

    def received(self, position: int) -> int:
        """Return the offset in the text as received."""
        return position if self.widths is None else self.widths.received(position)

    def named(self, spans: Iterable[tuple[int, int]]) -> str | None:
        """Return the repairs within spans of `text`, each named once, joined by '; '; None where there are none."""
        if not self.repairs:
            return None
        return "; ".join(dict.fromkeys(name for start, end in spans for name in self._names(start, end))) or None

    def _names(self, start: int, end: int) -> Iterator[str]:
        number = bisect_right(self.repairs, start, key=attrgetter("end"))
        while number < len(self.repairs) and self.repairs[number].start < end:
            yield from self.repairs[number].names
            number += 1


def repair(received: str) -> RepairedText:
    """Return the text that was meant; offsets into it are translated by `received`."""
    broken, escaped = has_mojibake(received), has_entity(received)
    if not broken and not escaped:
        return RepairedText(received)
    printed = received.split("\n")
    seen = misread_families([line for line in printed if has_mojibake(line)]) if broken else frozenset()
    texts: list[str] = []
    repairs: list[LineRepair] = []
    widths = Widths()
    for each in printed:
        line, names = _repair_line(each, seen)
        start = widths.characters
        widths.add(len(line.text)) if line.widths is None else widths.add_each(line.widths)
        if names:
            repairs.append(LineRepair(start, widths.characters, tuple(names)))
        widths.add(1)  # the line feed
        texts.append(line.text)
    return RepairedText("\n".join(texts), widths, tuple(repairs)) if repairs else RepairedText(received)


def _repair_line(printed: str, seen: frozenset[Misreading]) -> tuple[RewrittenLine, list[str]]:
    line, names = repair_line(RewrittenLine(printed), seen)
    if not has_entity(line.text):
        return line, names
    decoded = decode_entities(line)
    return decoded, names if decoded is line else [*names, ENTITIES]
