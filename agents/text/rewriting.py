"""Lines with replaced characters, and for each new character the number of received ones that it replaces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Edit", "RewrittenLine", "rewrite"]


class Edit(NamedTuple):
    """New characters for those from `start` to `end`; the new character i replaces `widths[i]` old ones."""

    start: int
    end: int
    text: str
    widths: Sequence[int]


@dataclass(frozen=True, slots=True)
class RewrittenLine:
    """A line, and the number of received characters that each of its characters replaces; None: one each."""

    text: str
    widths: Sequence[int] | None = None


def rewrite(line: RewrittenLine, edits: Iterable[Edit]) -> RewrittenLine:
    """Return the line with the edits, which are in order and do not overlap."""
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
