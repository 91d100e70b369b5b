"""The lines of a text: where each line begins and ends, and where its printed characters begin and end."""

from __future__ import annotations

from typing import NamedTuple

from agents.text.normalise import INVISIBLE

__all__ = ["Line", "split_lines"]


class Line(NamedTuple):
    """One line of a text. The numbers are offsets into the text; `end` is after the line feed that ends the line."""

    start: int
    end: int
    left: int
    """Offset of the first printed character; equal to `right` in a blank line."""
    right: int
    """Offset after the last printed character."""
    printed: str
    """The text from `left` to `right`, without white space and invisible characters at both ends."""


def split_lines(text: str) -> list[Line]:
    r"""Return the lines of a text, which together cover the whole text. The text "" has no lines.

    Each line ends after a "\n". The other line separators of Unicode and a single "\r" are ordinary characters, because
    crawlers leave them within lines. "\r\n" is no special case, because "\r" is white space.
    """
    lines: list[Line] = []
    at = 0
    for raw in text.split("\n"):
        end = at + len(raw) + 1
        printed = raw.strip()
        if printed and (printed[0] in INVISIBLE or printed[-1] in INVISIBLE):
            printed = _strip_invisible(printed)
        left = at + raw.index(printed) if printed else at
        lines.append(Line(at, end, left, left + len(printed), printed))
        at = end
    return _closed(lines, len(text))


def _strip_invisible(printed: str) -> str:
    """Return the text without white space and invisible characters at both ends, in any order."""
    left, right = 0, len(printed)
    while left < right and _is_invisible(printed[left]):
        left += 1
    while right > left and _is_invisible(printed[right - 1]):
        right -= 1
    return printed[left:right]


def _is_invisible(character: str) -> bool:
    return character in INVISIBLE or character.isspace()


def _closed(lines: list[Line], length: int) -> list[Line]:
    """Correct the last line in place, and return the lines; `length` is the length of the text.

    If the text ends with a line feed, the empty line after it is removed. Else the last line ends with the text.
    """
    if lines[-1].start == length:
        lines.pop()
    else:
        lines[-1] = lines[-1]._replace(end=length)
    return lines
