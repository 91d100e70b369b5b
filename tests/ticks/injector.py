"""Faults injected into real daily rates, and the share of them that the ticks stage flags.

`python -m tests.ticks.injector [SEED ...]` prints the table of docs/ticks.md. Three sources per currency print
each rate with their own number of digits, at their own hour. One of them lags, and each now and then prints the
rate of the day before. The faults are random: single misprints, random moves, and long runs of an unchanged
rate or of old rates. A fault that gives the same digits does not count, nor does one in a run that the digits
of the other sources do not show.
"""

from __future__ import annotations

import gzip
import math
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import orjson
from rich.console import Console
from rich.table import Table

from agents.stage import Received, Record
from agents.text.currencies import is_currency
from agents.ticks import STAGE
from agents.ticks.judge import CREDIBLE
from agents.ticks.state import Rates
from schemas.codec import decode
from schemas.tick import FxTick, RawTick
from schemas.topics import FX_TICKS
from tests.support import SHARED

__all__ = ["DAILY", "FAULTS", "Case", "Found", "Score", "found", "injected", "score"]

DAILY = SHARED / "data" / "fx_daily.jsonl.gz"

FAULTY = {("2024-04-01", "mnt"), ("2024-06-10", "mnt")}
"""Rates that are wrong in the data, for all sources at once: they are left out."""
POINTS = {"decimal_slip": "decimal_slip", "scale": "scale", "inverted": "inverted", "outlier": "jump"}
RUNS = {"stale": "stale", "repeated": "repeated"}
FAULTS = POINTS | RUNS
"""Injected faults, with the reasons that name them."""
POINT_SHARE = 0.02
RUN_SHARE = 0.15
"""Share of the series with a run of each kind."""
SOURCES = "abc"
LAG_DAYS = 3
UNCHANGED = 0.05


class Case(NamedTuple):
    """A tick as a source prints it, its fault, and the number of its run of faults, 0 for none."""

    tick: RawTick
    fault: str | None
    run: int


class Found(NamedTuple):
    """A case with the first and the last record that the stage published of it."""

    case: Case
    first: FxTick
    last: FxTick


class Day(NamedTuple):
    """The rates of a day by currency, in units per dollar."""

    moment: datetime
    rates: dict[str, float]


def days_of(path: Path) -> list[Day]:
    """Return the daily rates of a file."""
    with gzip.open(path) as lines:
        rows = [orjson.loads(line) for line in lines]
    return [
        Day(
            datetime.fromisoformat(row["date"]).replace(tzinfo=UTC),
            {
                code: rate
                for code, rate in row["rates"].items()
                if (row["date"], code) not in FAULTY and is_currency(code.upper()) and code != "usd"
            },
        )
        for row in rows
    ]


def printed(rate: float, digits: int) -> tuple[Decimal, int]:
    """Return a rate with a number of significant digits, and how many of them are decimals."""
    places = max(0, digits - 1 - math.floor(math.log10(rate)))
    return Decimal(rate).quantize(Decimal(1).scaleb(-places)), places


def _spoilt(rate: float, fault: str, rng: random.Random) -> float:
    up = rng.choice((-1, 1))
    if fault == "inverted":
        return 1 / rate
    if fault == "outlier":
        return rate * math.exp(up * math.exp(rng.uniform(math.log(0.3), math.log(1.5))))
    return float(rate * (10 if fault == "decimal_slip" else rng.choice((100, 1000))) ** up)


class Series:
    """The values that one source prints of one currency, one per day, with their faults."""

    def __init__(self, code: str, source: str, days: Sequence[Day], rng: random.Random) -> None:
        self.code, self.source = code, source
        self.digits = rng.randint(2, 6)
        held = [day for day in days if day.rates.get(code)]
        self.moments = [day.moment + timedelta(hours=rng.uniform(6, 18)) for day in held]
        self.sound = self._as_printed([float(day.rates[code]) for day in held], rng)
        self.values = list(self.sound)
        self.faults: list[str | None] = [None] * len(held)
        self.runs = [0] * len(held)

    def _as_printed(self, rates: list[float], rng: random.Random) -> list[float]:
        """Return the rates of a source that lags, or now and then repeats the rate of the day before."""
        lags, values = self.source == SOURCES[-1], list(rates)
        for at in range(1, len(rates)):
            near = self.moments[at] - self.moments[at - 1] <= timedelta(days=LAG_DAYS)
            if near and (lags or rng.random() < UNCHANGED):
                values[at] = rates[at - 1] if lags else values[at - 1]
        return values

    def put_points(self, rng: random.Random) -> None:
        """Inject misprints into single values."""
        for at in range(1, len(self.values)):
            if rng.random() < POINT_SHARE:
                fault = rng.choice(list(POINTS))
                self._put(at, fault, _spoilt(self.sound[at], fault, rng), 0)

    def put_runs(self, rng: random.Random, number: int) -> None:
        """Inject runs of an unchanged value, or of old values, at random places."""
        for shift, fault in enumerate(RUNS):
            length = rng.randint(10, 20)
            at = rng.randrange(2 * length, max(len(self.values) - length, 2 * length + 1))
            if rng.random() < RUN_SHARE and not any(self.faults[at - length : at + length]):
                for place in range(at, min(at + length, len(self.values))):
                    old = self.sound[at - 1] if fault == "stale" else self.sound[place - length]
                    self._put(place, fault, old, 2 * number + shift + 1)

    def _put(self, at: int, fault: str, value: float, run: int) -> None:
        self.values[at], self.runs[at] = value, run
        self.faults[at] = fault if printed(value, self.digits) != printed(self.sound[at], self.digits) else None

    def remove_invisible(self, finest: Series) -> None:
        """Remove the faults of runs that cannot be seen: the rate is within the digits of the finest other source."""
        for at, fault in enumerate(self.faults):
            if fault in RUNS:
                rate, places = printed(self.values[at], self.digits)
                other, other_places = printed(finest.sound[at], finest.digits)
                hidden = float(Decimal(5).scaleb(-places - 1) / rate + Decimal(5).scaleb(-other_places - 1) / other)
                self.faults[at] = fault if abs(math.log(rate / other)) > hidden else None

    def cases(self) -> Iterator[Case]:
        """Yield the ticks as they would be read from a page."""
        for at, value in enumerate(self.values):
            rate, places = printed(value, self.digits)
            tick = RawTick(
                page_topic="pages", page_partition=0, page_offset=at, source=self.source, event_time=self.moments[at],
                tick_id=f"t1:{self.code}{self.source}{at}", base="USD", quote=self.code.upper(), rate=rate, digits=places,
                error_bound=Decimal(5).scaleb(-places - 1), count=1, page_start=0, page_end=9,
            )  # fmt: skip
            yield Case(tick, self.faults[at], self.runs[at])


def injected(days: Sequence[Day], seed: int, codes: Iterable[str] | None = None) -> list[Case]:
    """Return the ticks of three sources per currency, in the order in which they are read."""
    rng = random.Random(seed)  # noqa: S311  the same faults each time, not secrets
    cases: list[Case] = []
    for number, code in enumerate(codes or sorted(days[0].rates)):
        printing = [Series(code, source, days, rng) for source in SOURCES]
        for place, series in enumerate(printing):
            series.put_runs(rng, number * len(SOURCES) + place)
            series.remove_invisible(max((other for other in printing if other is not series), key=lambda other: other.digits))
            series.put_points(rng)
        cases += [case for series in printing for case in series.cases()]
    return sorted(cases, key=lambda case: (case.tick.event_time, case.tick.tick_id))


def found(cases: Sequence[Case]) -> list[Found]:
    """Return what the stage publishes of the ticks, which arrive one per second of broker time."""
    received = [Received(Record("ticks.raw", 0, at, 1000 * at, b"", b""), case.tick) for at, case in enumerate(cases)]
    result = STAGE.step(received, Rates())
    published: dict[str, list[FxTick]] = {}
    for output in result.outputs:
        if output.topic is FX_TICKS:
            tick = decode(FxTick, output.value)
            published.setdefault(tick.tick_id, []).append(tick)
    return [Found(case, *(published[case.tick.tick_id][at] for at in (0, -1))) for case in cases]


class Score(NamedTuple):
    """Counts by fault: injected, flagged with its reason, named at all; of sound ticks: all, flagged, flagged for good."""

    put: Counter[str]
    caught: Counter[str]
    named: Counter[str]
    untouched: int
    flagged: int
    for_good: int


def score(published: Iterable[Found]) -> Score:
    """Return the counts.

    A run counts if most of its ticks are wrong. It is caught if one of them is called stale or repeated.
    """
    put, caught, named = Counter[str](), Counter[str](), Counter[str]()
    untouched = flagged = for_good = 0
    runs: dict[int, list[tuple[str | None, bool]]] = {}
    for case, first, last in published:
        doubtful = first.credibility < CREDIBLE
        says = [fault for fault, reason in FAULTS.items() if doubtful and reason in first.reasons]
        named.update([case.fault] if case.fault in says else says[:1])
        if case.run:
            runs.setdefault(case.run, []).append((case.fault, bool(set(RUNS) & set(says))))
        elif case.fault:
            put[case.fault] += 1
            caught[case.fault] += case.fault in says
        else:
            untouched += 1
            flagged += doubtful
            for_good += last.credibility < CREDIBLE
    for run in runs.values():
        faults = [fault for fault, _ in run if fault]
        if len(faults) > len(run) / 2:
            put[faults[0]] += 1
            caught[faults[0]] += any(seen for _, seen in run)
    return Score(put, caught, named, untouched, flagged, for_good)


def _table(seeds: Sequence[int]) -> Table:
    days, table = days_of(DAILY), Table("put in", "how often", "caught", "worst seed", box=None)
    scores = [score(found(injected(days, seed))) for seed in seeds]
    for fault in FAULTS:
        put, caught = (sum(getattr(each, name)[fault] for each in scores) for name in ("put", "caught"))
        worst = min(each.caught[fault] / max(each.put[fault], 1) for each in scores)
        table.add_row(fault, str(put), f"{caught / max(put, 1):.4f}", f"{worst:.4f}")
    untouched = sum(each.untouched for each in scores)
    for name in ("flagged", "for_good"):
        count = sum(getattr(each, name) for each in scores)
        worst = max(getattr(each, name) / each.untouched for each in scores)
        table.add_row(f"untouched, {name.replace('_', ' ')}", str(untouched), f"{count / untouched:.5f}", f"{worst:.5f}")
    return table


if __name__ == "__main__":
    Console(highlight=False).print(_table([int(seed) for seed in sys.argv[1:]] or [1, 2, 3, 4, 5]))
