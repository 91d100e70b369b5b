"""What a run has left on the topics against what its pages hold: one verdict a run.

Imports nothing of the product: the topics are read as any reader would, and what must be
there follows from the pages.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from itertools import pairwise

from tests.support.pages import MadePage

__all__ = ["Left", "Verdict", "Watch", "judge", "without"]

Row = tuple[bytes, bytes]

BURST_SECONDS = 1.0
"""The rows' commit interval of half a second, and as long for a batch on its way."""


@dataclass(frozen=True)
class Left:
    """What a run has left: key and value of the records on its topics, prefixes taken off."""

    clean: list[Row]
    decisions: list[Row]
    ticks: list[Row]
    rejected: int

    def view(self) -> dict[bytes, bytes]:
        """Return what a compacted reader sees: the last value of each key."""
        return dict(self.clean)


@dataclass
class Watch:
    """How far the output was, when; and when something was being done to it."""

    counts: list[tuple[float, int]] = field(default_factory=list)
    faults: list[tuple[float, float]] = field(default_factory=list)

    def see(self, now: float, count: int) -> None:
        """Note a count, if it has grown."""
        if not self.counts or count > self.counts[-1][1]:
            self.counts.append((now, count))

    def recovery(self) -> float:
        """Return the longest time from the end of a fault to the next output."""
        gaps = []
        for _, end in self.faults:
            later = [now for now, _ in self.counts if now > end]
            gaps += [later[0] - end] if later else []
        return max(gaps, default=0.0)

    def stall(self) -> float:
        """Return the longest time without output while no fault was on."""
        times = [now for now, _ in self.counts]
        gaps = [(after - before) - self._faulty(before, after) for before, after in pairwise(times)]
        return max(gaps, default=0.0)

    def busiest(self, seconds: float) -> int:
        """Return the most records that came out within so many seconds."""
        most, first = 0, 0
        for last, (now, count) in enumerate(self.counts):
            while self.counts[first][0] < now - seconds:
                first += 1
            most = max(most, count - self.counts[max(0, min(first, last) - 1)][1])
        return most

    def _faulty(self, start: float, end: float) -> float:
        return sum(max(0.0, min(end, over) - max(start, began)) for began, over in self.faults)


@dataclass(frozen=True)
class Verdict:
    """One line of the table; times in seconds."""

    row: str
    lost: int
    wire_duplicates: int
    id_duplicates: int
    wrong_content: int
    reordered: int
    other_decisions: int
    rejected: int
    records: int
    burst: int
    """Most records within a commit interval and a batch: what one kill may repeat."""
    recovery_s: float
    stall_s: float
    rss_mb: int
    restarts: int
    seconds: float
    note: str = ""

    def line(self) -> str:
        """Return the verdict as one line of JSON."""
        return json.dumps(asdict(self))


def judge(row: str, pages: Iterable[MadePage], left: Left, calm: Left, watch: Watch, **facts: object) -> Verdict:
    """Compare what a run has left with what its pages hold, and with an undisturbed run."""
    wanted = {mark for page in pages for mark in page.marks}
    view, expected = left.view(), calm.view()
    texts = Counter(json.loads(value)["text"] for value in view.values())
    found = {word for text in texts for word in text.replace(".", " ").split()}
    return Verdict(
        row=row,
        lost=len(wanted - found),
        wire_duplicates=len(left.clean) - len(set(left.clean)),
        id_duplicates=sum(ids > 1 for ids in texts.values()),
        wrong_content=sum(view.get(key) != value for key, value in expected.items()) + len(view.keys() - expected.keys()),
        reordered=_reordered(left.clean),
        other_decisions=len(set(left.decisions) ^ set(calm.decisions)) + abs(len(set(left.ticks)) - len(set(calm.ticks))),
        rejected=left.rejected,
        records=len(left.clean),
        burst=watch.busiest(BURST_SECONDS),
        recovery_s=round(watch.recovery(), 1),
        stall_s=round(watch.stall(), 1),
        **facts,  # type: ignore[arg-type]
    )


def _reordered(rows: Iterable[Row]) -> int:
    """Count first deliveries of a version after a higher one of the same article."""
    highest: dict[bytes, int] = {}
    seen: set[tuple[bytes, int]] = set()
    count = 0
    for key, value in rows:
        version = int(json.loads(value)["version"])
        count += (key, version) not in seen and version < highest.get(key, 0)
        seen.add((key, version))
        highest[key] = max(version, highest.get(key, 0))
    return count


def without(rows: Iterable[Row], prefix: str) -> list[Row]:
    """Return rows without the run's own topic prefix, so that runs can be compared."""
    return [(key, value.replace(f'"{prefix}'.encode(), b'"')) for key, value in rows]
