"""The lines between two headlines to their kinds: what is the article's, and what stands by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agents.split.classes import TELLING, ClassedLine, LineClass
from agents.split.model import SpanKind

__all__ = ["FIXED_KINDS", "kinds_of_body", "kinds_of_whole"]

FIXED_KINDS: dict[LineClass, SpanKind] = {
    LineClass.BLANK: "blank",
    LineClass.TICK: "tick",
    LineClass.DATE: "date",
    LineClass.BYLINE: "byline",
}
"""Lines that are what they look like, inside an article and outside."""

SHORTEST_DEK = 40
LONGEST_SUBHEADING = 120
LONGEST_MENU_ITEM = 40
"""Mean characters of a run of bullets below which it is a menu, unless a colon introduces it."""
SHORTEST_MENU = 8
"""Bullets of a menu that ends an article; a shorter one may stand inside of it."""


def kinds_of_body(lines: Sequence[ClassedLine]) -> list[SpanKind]:
    """Return the kinds of the lines after a headline, up to the next: text, then furniture."""
    kinds = kinds_of_whole(lines)
    menus = list(_menus(lines))
    for start, end in menus:
        kinds[start:end] = [_outside(classed) for classed in lines[start:end]]
    end = _end_of_text(lines, kinds, menus)
    kinds[end:] = [_outside(classed) for classed in lines[end:]]
    return kinds


def kinds_of_whole(lines: Sequence[ClassedLine]) -> list[SpanKind]:
    """Return the kinds of the lines after a headline where all of them are the article's."""
    kinds = [_kind(classed) for classed in lines]
    first = next((n for n, kind in enumerate(kinds) if kind not in FIXED_KINDS.values()), None)
    if first is not None and kinds[first] == "subheading" and len(lines[first].line.printed) >= SHORTEST_DEK:
        kinds[first] = "dek"
    return kinds


def _outside(classed: ClassedLine) -> SpanKind:
    return FIXED_KINDS.get(classed.kind, "furniture")


def _kind(classed: ClassedLine) -> SpanKind:
    """Return what a line is if it is the article's."""
    if classed.kind in FIXED_KINDS:
        return FIXED_KINDS[classed.kind]
    if classed.kind is LineClass.BULLET:
        return "list"
    printed = classed.line.printed
    asks = classed.kind is LineClass.STATEMENT and printed.endswith("?")
    heads = (classed.kind is LineClass.HEADING or asks) and len(printed) <= LONGEST_SUBHEADING
    return "subheading" if heads and not printed[0].islower() else "paragraph"


def _menus(lines: Sequence[ClassedLine]) -> Iterator[tuple[int, int]]:
    """Find the runs of short bullets that no colon introduces."""
    start, told = 0, None
    while start < len(lines):
        if lines[start].kind is not LineClass.BULLET:
            told = told if lines[start].kind is LineClass.BLANK else lines[start].kind
            start += 1
            continue
        end = _end_of_run(lines, start)
        if told is not LineClass.INTRODUCTION and _is_menu(lines[start:end]):
            yield start, end
        start, told = end, LineClass.BULLET


def _end_of_run(lines: Sequence[ClassedLine], start: int) -> int:
    """Return one past the last bullet of the run that begins at `start`; blanks do not end it."""
    end = start
    for number in range(start, len(lines)):
        if lines[number].kind is LineClass.BULLET:
            end = number + 1
        elif lines[number].kind is not LineClass.BLANK:
            break
    return end


def _is_menu(run: Sequence[ClassedLine]) -> bool:
    lengths = [len(classed.line.printed) for classed in run if classed.kind is LineClass.BULLET]
    return sum(lengths) < LONGEST_MENU_ITEM * len(lengths)


def _end_of_text(lines: Sequence[ClassedLine], kinds: Sequence[SpanKind], menus: Sequence[tuple[int, int]]) -> int:
    """Return one past the last line of the article: before a long menu, at its last telling line."""
    stop = next((start for start, end in menus if _count(lines[start:end]) >= SHORTEST_MENU), len(lines))
    if not any(classed.kind in TELLING for classed in lines[:stop]):
        stop = len(lines)
    for number in range(stop - 1, -1, -1):
        if lines[number].kind in TELLING or kinds[number] == "list":
            return number + 1
    return 0


def _count(run: Sequence[ClassedLine]) -> int:
    return sum(classed.kind is LineClass.BULLET for classed in run)
