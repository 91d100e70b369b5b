"""Text to lines: where each begins and ends, and where its printed characters do."""

from __future__ import annotations

from typing import NamedTuple

from agents.text.normalise import INVISIBLE

__all__ = ["Line", "split_lines"]


class Line(NamedTuple):
    """One line: offsets into the text, its terminator included in `end`."""

    start: int
    end: int
    left: int
    """First printed character; `left == right` where the line is blank."""
    right: int
    """One past the last printed character."""
    printed: str


def split_lines(text: str) -> list[Line]:
    r"""Cut a text after each "\n"; the lines tile it, "" gives none.

    All other separators of Unicode, and "\r" alone, are characters like others: crawlers
    leave them inside of lines. "\r\n" needs no case of its own, "\r" being white space.
    """
    lines: list[Line] = []
    at = 0
    for raw in text.split("\n"):
        end = at + len(raw) + 1
        printed = raw.strip()
        if printed and (printed[0] in INVISIBLE or printed[-1] in INVISIBLE):
            printed = _strip_unseen(printed)
        left = at + raw.index(printed) if printed else at
        lines.append(Line(at, end, left, left + len(printed), printed))
        at = end
    return _closed(lines, len(text))


def _strip_unseen(printed: str) -> str:
    """Strip white space and unseen characters, however they are mixed."""
    left, right = 0, len(printed)
    while left < right and _is_unseen(printed[left]):
        left += 1
    while right > left and _is_unseen(printed[right - 1]):
        right -= 1
    return printed[left:right]


def _is_unseen(character: str) -> bool:
    return character in INVISIBLE or character.isspace()


def _closed(lines: list[Line], length: int) -> list[Line]:
    """Drop the empty line after a final line feed; the last line ends with the text."""
    if lines[-1].start == length:
        lines.pop()
    else:
        lines[-1] = lines[-1]._replace(end=length)
    return lines
