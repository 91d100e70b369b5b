"""Repairs the text of a page: broken encodings and HTML entities.

No repair goes beyond a line, so the number of lines does not change. If nothing needs a repair, the text is returned as the
same object after two searches.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from agents.text.entities import decode_entities, has_entity
from agents.text.mojibake import has_mojibake, mojibake_edits, with_lost_capitals
from agents.text.rewriting import RewrittenLine, rewrite
from agents.text.widths import Widths

__all__ = ["LineRepair", "RepairedText", "repair"]

ENTITIES = "entities"
TIMES_MISREAD = 4


class LineRepair(NamedTuple):
    """The names of the repairs in one line. The line is at text[start:end] of the repaired text."""

    start: int
    end: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RepairedText:
    """A repaired text, the map from its offsets to offsets in the text as received, and the repairs."""

    text: str
    widths: Widths | None = None
    """The map of offsets; None if nothing was repaired."""
    repairs: tuple[LineRepair, ...] = ()
    """One per repaired line, in order."""

    def received(self, position: int) -> int:
        """Convert an offset in `text` to the matching offset in the text as received."""
        return position if self.widths is None else self.widths.received(position)

    def named(self, spans: Iterable[tuple[int, int]]) -> str | None:
        """Return the names of the repairs in all lines that the spans touch, joined by '; ', or None if there are none.

        A span is a start and an end in `text`. Each name occurs once.
        """
        if not self.repairs:
            return None
        return "; ".join(dict.fromkeys(name for start, end in spans for name in self._names(start, end))) or None

    def _names(self, start: int, end: int) -> Iterator[str]:
        number = bisect_right(self.repairs, start, key=attrgetter("end"))
        while number < len(self.repairs) and self.repairs[number].start < end:
            yield from self.repairs[number].names
            number += 1


def repair(received: str) -> RepairedText:
    """Repair a text. The method `received` of the result converts offsets to offsets in the text as received."""
    broken, escaped = has_mojibake(received), has_entity(received)
    if not broken and not escaped:
        return RepairedText(received)
    lines = [RewrittenLine(printed) for printed in with_lost_capitals(received).split("\n")]
    names: dict[int, list[str]] = defaultdict(list)
    if broken:
        _undo_misreadings(lines, names)
    _undo_entities(lines, names)
    return _joined(lines, names) if names else RepairedText(received)


def _undo_misreadings(lines: list[RewrittenLine], names: dict[int, list[str]]) -> None:
    """Undo the misreadings of `lines` in place, one after another, and add the repairs to `names`."""
    for _ in range(TIMES_MISREAD):
        edits = mojibake_edits([line.text for line in lines])
        for number, (changes, name) in edits.items():
            lines[number] = rewrite(lines[number], changes)
            names[number].append(name)
        if not edits:
            break


def _undo_entities(lines: list[RewrittenLine], names: dict[int, list[str]]) -> None:
    for number, line in enumerate(lines):
        if has_entity(line.text) and (decoded := decode_entities(line)) is not line:
            lines[number] = decoded
            names[number].append(ENTITIES)


def _joined(lines: list[RewrittenLine], names: dict[int, list[str]]) -> RepairedText:
    widths = Widths()
    repairs: list[LineRepair] = []
    for number, line in enumerate(lines):
        start = widths.characters
        widths.add(len(line.text)) if line.widths is None else widths.add_each(line.widths)
        if number in names:
            repairs.append(LineRepair(start, widths.characters, tuple(names[number])))
        widths.add(1)  # the line feed
    return RepairedText("\n".join(line.text for line in lines), widths, tuple(repairs))
