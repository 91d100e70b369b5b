"""What a run has left on the topics against what its pages hold, and what undisturbed runs leave: one verdict a run.

Imports nothing of the product: the topics are read as any reader would. What must be there follows from
the pages, and from what undisturbed runs have left.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Any

from tests.support.pages import MadePage

__all__ = ["Left", "Row", "Verdict", "Watch", "judge", "without"]

Row = tuple[bytes, bytes]

BURST_SECONDS = 1.0
"""The rows' commit interval of half a second, and as long for a batch on its way."""


@dataclass(frozen=True)
class Left:
    """What a run has left: key and value of the records on its topics, partition after partition, prefixes taken off."""

    clean: list[Row]
    decisions: list[Row]
    ticks: list[Row]
    rates: list[Row]
    reports: list[Row]
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
    wrong_ticks: int
    wrong_rates: int
    wrong_reports: int
    holes: int
    """State rows that a restored state lacks, has too many, or has with another value."""
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


def judge(row: str, pages: Iterable[MadePage], left: Left, undisturbed: Sequence[Left], watch: Watch, **facts: object) -> Verdict:
    """Compare what a run has left with what its pages hold, and with what each of several undisturbed runs has left."""
    wanted = {mark for page in pages for mark in page.marks}
    texts = Counter(json.loads(value)["text"] for value in left.view().values())
    found = {word for text in texts for word in text.replace(".", " ").split()}
    return Verdict(
        row=row,
        lost=len(wanted - found),
        wire_duplicates=len(left.clean) - len(set(left.clean)),
        id_duplicates=sum(ids > 1 for ids in texts.values()),
        wrong_content=_wrong(left.view().items(), [other.view().items() for other in undisturbed]),
        reordered=_reordered(left.clean),
        other_decisions=_wrong(_by_value(left.decisions), [_by_value(other.decisions) for other in undisturbed]),
        wrong_ticks=_wrong(_ticks(left.ticks), [_ticks(other.ticks) for other in undisturbed]) + _renamed(left.ticks),
        wrong_rates=_wrong(_rates(left.rates), [_rates(other.rates) for other in undisturbed]),
        wrong_reports=_wrong(_reports(left.reports), [_reports(other.reports) for other in undisturbed]),
        rejected=left.rejected,
        records=len(left.clean),
        burst=watch.busiest(BURST_SECONDS),
        recovery_s=round(watch.recovery(), 1),
        stall_s=round(watch.stall(), 1),
        **facts,  # type: ignore[arg-type]
    )


Facts = Iterable[tuple[Hashable, Hashable]]
"""What is said of what: each thing should have one value."""


def _wrong(found: Facts, undisturbed: Iterable[Facts]) -> int:
    """Count what is missing, is there and should not be, or has other values than in one of the undisturbed runs."""
    values = _values(found)
    return len({
        thing for other in map(_values, undisturbed) for thing in values.keys() | other.keys() if values[thing] != other[thing]
    })  # fmt: skip


def _values(facts: Facts) -> defaultdict[Hashable, set[Hashable]]:
    values: defaultdict[Hashable, set[Hashable]] = defaultdict(set)
    for thing, value in facts:
        values[thing].add(value)
    return values


def _by_value(rows: Iterable[Row]) -> Facts:
    return ((row, None) for row in rows)


def _ticks(rows: Iterable[Row]) -> Iterator[tuple[Hashable, str]]:
    """Yield the place and the value of each tick."""
    for _, value in rows:
        tick = json.loads(value)
        yield _place(tick), _text(tick)


def _rates(rows: Iterable[Row]) -> Iterator[tuple[Hashable, str]]:
    """Yield each rate of a key, and what a reader takes for the latest: the greatest sequence, of equal ones the last.

    Where there is no sequence, the greatest event time counts.
    """
    latest: dict[bytes, tuple[int, str]] = {}
    texts: dict[bytes, str] = {}
    for key, value in rows:
        rate = json.loads(value)
        place, text = (rate.get("sequence", 0), rate["event_time"]), _text(rate)
        yield (key, rate["event_time"]), text
        if place >= latest.get(key, (0, "")):
            latest[key], texts[key] = place, text
    yield from (((key, "latest"), text) for key, text in texts.items())


def _reports(rows: Iterable[Row]) -> Iterator[tuple[Hashable, str]]:
    for _, value in rows:
        report = json.loads(value)
        yield (report["page_partition"], report["page_offset"]), _text(report)


def _place(tick: Mapping[str, Any]) -> tuple[Hashable, ...]:
    """Return by what a tick differs from all others: its page, what is printed there, and its revision."""
    return tuple(
        tick.get(name) for name in ("page_partition", "page_offset", "base", "quote", "rate", "change_percent", "revision")
    )  # fmt: skip


def _text(message: Mapping[str, Any]) -> str:
    """Return a message as text, without what differs from run to run: names made from topics, places in logs."""
    return json.dumps({name: value for name, value in message.items() if name not in {"tick_id", "sequence"}}, sort_keys=True)


def _renamed(rows: Iterable[Row]) -> int:
    """Count the ids of more than one tick, and the ticks of more than one id."""
    ticks = [json.loads(value) for _, value in rows]
    names = _values(((tick["tick_id"], tick["revision"]), _place(tick)) for tick in ticks)
    places = _values((_place(tick), tick["tick_id"]) for tick in ticks)
    return sum(len(values) > 1 for values in (*names.values(), *places.values()))


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
