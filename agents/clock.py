"""The time of a stage, by the broker's stamps on its rows. A few wrong stamps do not move it."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque

from schemas.topics import DAY_MS

__all__ = ["HALF", "PARTS", "PART_MS", "RowClock"]

HALF = 255
"""How many rows in sequence may have wrong stamps without any effect."""
PART_MS = DAY_MS // 2
"""The clock counts time in parts of this many ms, so what is remembered for n days may be remembered a part longer."""
PARTS = DAY_MS // PART_MS
"""Parts of a day."""
BEFORE_ALL = -(2**64)


class RowClock:
    """Numbers the rows of a partition, and shows which rows have expired. It depends on nothing but the rows' stamps.

    The time of a row is the median of 2 * HALF + 1 stamps: its own, and those of the HALF rows before and after it. So the
    time of a row is confirmed when HALF more rows have come; until then the row does not expire. After a rest of many days,
    the first rows are not old: their time is their own stamp.

    If up to HALF of any 2 * HALF + 1 rows in sequence have a wrong stamp, ahead or back, the time stays between the stamps
    of the other rows. So the largest harmless burst is HALF rows. A larger burst is taken for the time. If it is ahead, all
    rows before it expire; if it is back, they expire when the right time returns. After that, expiry goes on by the right
    time.

    `days` are the times after which rows expire; a row may live a part longer. The clock keeps its window, and the last row
    of each part: about 20 KB, and 200 bytes per day. Rows that have expired have no effect on it.
    """

    def __init__(self, *days: int) -> None:
        self._window = deque([BEFORE_ALL] * (2 * HALF + 1))
        self._sorted = list(self._window)
        self._parts: list[int] = []  # ascending: the time of a row is never later than that of a row after it
        self._lasts: list[int] = []
        self._alive = dict.fromkeys(sorted(days), 0)
        self.rows = 0
        """How many rows have come. It is the number of the next row."""
        self.strays = 0
        """How many rows had a stamp that is over a day from their time."""
        self.confirmed: int | None = None
        """The time, in parts, of the row that the last row has confirmed; None if there is none yet."""

    def add(self, arrival: int) -> None:
        """Count a row. `arrival` is its stamp: broker time in ms since 1970."""
        part = arrival // PART_MS
        del self._sorted[bisect_left(self._sorted, self._window.popleft())]
        self._window.append(part)
        insort(self._sorted, part)
        self.rows += 1
        if self.rows > HALF:
            self._confirm(self._sorted[HALF], self.rows - 1 - HALF)
            self.strays += abs(self._window[HALF] - self._sorted[HALF]) > PARTS

    def _confirm(self, part: int, row: int) -> None:
        if self.confirmed == part:
            self._lasts[-1] = row
            return
        self.confirmed = part
        kept = bisect_left(self._parts, part)
        self._parts[kept:], self._lasts[kept:] = [part], [row]
        for days in self._alive:
            expired = bisect_left(self._parts, part - days * PARTS)
            if expired:
                self._alive[days] = max(self._alive[days], self._lasts[expired - 1] + 1)
        del self._parts[:expired], self._lasts[:expired]

    def first_alive(self, days: int) -> int:
        """Return the number below which all rows have expired. `days` is one of the clock's times. It never goes back."""
        return self._alive[days]
