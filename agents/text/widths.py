"""The map from offsets in a repaired text to offsets in the text as received.

Each character of the repaired text replaces `width` received characters: 1 if nothing was repaired, 2 for a
Cyrillic letter in UTF-8 that was read as windows-1251, 6 for `&nbsp;`. Neighbours of equal width are stored as
one run, so a clean text has one run.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import groupby

__all__ = ["Widths"]


class Widths:
    """Per character of a repaired text, the number of received characters that it replaces: its width.

    Neighbours with the same width are stored as one run.
    """

    __slots__ = ("_end", "_received", "_received_end", "_starts", "_widths")

    def __init__(self, pairs: Sequence[int] = ()) -> None:
        """Add runs. `pairs` alternates a number of characters and their width, as `pairs_between` returns them."""
        self._starts, self._received, self._widths = array("L"), array("L"), array("L")
        self._end = self._received_end = 0
        for count, width in zip(pairs[::2], pairs[1::2], strict=True):
            self.add(count, width)

    def add(self, count: int, width: int = 1) -> None:
        """Append `count` characters of the same width."""
        if not count:
            return
        if not self._widths or self._widths[-1] != width:
            self._starts.append(self._end)
            self._received.append(self._received_end)
            self._widths.append(width)
        self._end += count
        self._received_end += count * width

    @property
    def characters(self) -> int:
        """Return the number of characters of the repaired text."""
        return self._end

    def add_each(self, widths: Iterable[int]) -> None:
        """Append one character per width."""
        for width, run in groupby(widths):
            self.add(sum(1 for _ in run), width)

    def received(self, position: int) -> int:
        """Convert an offset in the repaired text to an offset in the text as received.

        After the end of the text, each character has width 1.
        """
        if position >= self._end:
            return self._received_end + position - self._end
        run = bisect_right(self._starts, position) - 1
        return self._received[run] + (position - self._starts[run]) * self._widths[run]

    def pairs_between(self, start: int, end: int) -> list[int]:
        """Return the runs from offset `start` to `end` in the repaired text.

        The result is one flat list: per run a number of characters, then their width.
        """
        pairs: list[int] = []
        run = max(0, bisect_right(self._starts, start) - 1)
        while start < end:
            last = run + 1 >= len(self._starts)
            stop = end if last else min(end, self._starts[run + 1])
            pairs += [stop - start, self._widths[run] if self._widths else 1]
            start, run = stop, run + 1
        return pairs

    def __len__(self) -> int:
        """Return the number of runs."""
        return len(self._widths)
