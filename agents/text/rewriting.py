"""Lines with replaced characters. A line records how many received characters each of its characters replaces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Edit", "RewrittenLine", "rewrite"]


class Edit(NamedTuple):
    """A replacement of line[start:end] by `text`. The character `text[i]` replaces `widths[i]` characters of the line."""

    start: int
    end: int
    text: str
    widths: Sequence[int]


@dataclass(frozen=True, slots=True)
class RewrittenLine:
    """A line after edits. The character `text[i]` replaces `widths[i]` received characters; one if `widths` is None."""

    text: str
    widths: Sequence[int] | None = None


def rewrite(line: RewrittenLine, edits: Iterable[Edit]) -> RewrittenLine:
    """Return the line after `edits` are applied. The edits must be in order and must not overlap."""
    old = [1] * len(line.text) if line.widths is None else line.widths
    texts: list[str] = []
    widths: list[int] = []
    at = 0
    for edit in edits:
        texts += [line.text[at : edit.start], edit.text]
        widths += old[at : edit.start]
        at = edit.start
        for width in edit.widths:
            widths.append(sum(old[at : at + width]))
            at += width
    return RewrittenLine("".join([*texts, line.text[at:]]), [*widths, *old[at:]])
