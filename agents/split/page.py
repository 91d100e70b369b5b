"""A page as the cues read it: classed lines, their printed neighbours, its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.split.classes import ClassedLine, LineClass
from agents.split.passages import Flow, flow_of

__all__ = ["PageView", "view_of"]


@dataclass(frozen=True, slots=True)
class PageView:
    """A page ready for questions; `previous` and `following` number printed lines, -1 for none."""

    lines: Sequence[ClassedLine]
    previous: list[int]
    following: list[int]
    flow: Flow

    def kind(self, line: int) -> LineClass | None:
        """Return the class of a line, None where there is no such line."""
        return self.lines[line].kind if line >= 0 else None

    def printed(self, line: int) -> str:
        """Return the printed characters of a line, none where there is no such line."""
        return self.lines[line].line.printed if line >= 0 else ""


def view_of(lines: Sequence[ClassedLine]) -> PageView:
    """Look at a page once, in one pass forwards and one backwards."""
    return PageView(lines, _neighbours(lines, 1), _neighbours(lines, -1), flow_of(lines))


def _neighbours(lines: Sequence[ClassedLine], step: int) -> list[int]:
    """Return for each line the nearest printed line on one side."""
    nearest = [-1] * len(lines)
    last = -1
    for number in range(len(lines))[::step]:
        nearest[number] = last
        if lines[number].kind is not LineClass.BLANK:
            last = number
    return nearest
