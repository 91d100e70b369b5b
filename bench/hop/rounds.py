"""Measures one hop in several rounds. A hop copies records from a topic to another topic.

Each run of a row has a new process and a new target topic. A row is one way to copy the records:
plain Faust, bare aiokafka, or silkwire with or without metrics.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bench.broker import create, delete, fresh_kafka, preload, record_count
from bench.child import Failed, run_child
from bench.figures import Ratio, ratio
from bench.hop.job import Job, Measured
from streams.settings import Settings

__all__ = ["BARE", "PLAIN", "SILKWIRE", "UNMETERED", "Hop", "measure_hops", "measure_metrics", "ratios"]

PLAIN, BARE, SILKWIRE, UNMETERED = "plain Faust", "bare aiokafka", "silkwire", "silkwire without metrics"
MODULES = {
    PLAIN: "bench.hop.plain_faust",
    BARE: "bench.hop.bare_aiokafka",
    SILKWIRE: "bench.hop.silkwire",
    UNMETERED: "bench.hop.unmetered",
}
ROUNDS = 3
METRICS_ROUNDS = 15
"""Number of rounds that measure the cost of metrics. The noise of one round on a busy machine exceeds this cost."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Load:
    """Records of one size.

    Plain Faust copies `few` records. The other rows copy `many`, which takes a fast row two
    seconds.
    """

    size: int
    many: int
    few: int
    over_plain: float
    """Target for silkwire's rate divided by plain Faust's rate."""

    def records(self, row: str) -> int:
        """Return the number of records that a row copies."""
        return self.few if row == PLAIN else self.many

    def source(self, row: str) -> str:
        """Return the topic that a row reads. The topic has exactly the records that the row copies."""
        return f"hop.in.{self.size}.{self.records(row)}.v1"


LOADS = (Load(200, 500_000, 15_000, over_plain=15), Load(5000, 150_000, 15_000, over_plain=4))
OVER_BARE, OVER_UNMETERED = 0.8, 0.97


@dataclass(frozen=True, slots=True)
class Hop:
    """The runs of one row with records of one size."""

    size: int
    row: str
    runs: tuple[Measured, ...]

    @property
    def rates(self) -> list[float]:
        """Return the records per second of each round."""
        return [run.rate for run in self.runs]


def measure_hops(say: Say) -> list[Hop]:
    """Run all rows with all sizes on a fresh broker, and return their measurements.

    `say` is called with a line of text per run.
    """
    return _measured(list(MODULES), ROUNDS, say)


def measure_metrics(say: Say) -> list[Hop]:
    """Run silkwire with and without its metrics, and return the measurements.

    There are enough rounds to measure the cost of the metrics.
    """
    return _measured([SILKWIRE, UNMETERED], METRICS_ROUNDS, say)


def _measured(rows: Sequence[str], rounds: int, say: Say) -> list[Hop]:
    with fresh_kafka() as brokers:
        hops: list[Hop] = []
        for load in LOADS:
            asyncio.run(_prepare(brokers, load, rows))
            if not hops:
                _run(brokers, load, rows[-1], "warm")  # not counted: the JVM compiles its hot paths in this run
            hops += _rounds(brokers, load, rows, rounds, say)
            for source in {load.source(row) for row in rows}:
                asyncio.run(delete(brokers, source))
        return hops


async def _prepare(brokers: str, load: Load, rows: Sequence[str]) -> None:
    sources = {load.source(row): load.records(row) for row in rows}
    await create(brokers, list(sources))
    for source, count in sources.items():
        await preload(brokers, source, load.size, count)


def _rounds(brokers: str, load: Load, rows: Sequence[str], rounds: int, say: Say) -> Iterator[Hop]:
    """Run the rows in turn for several rounds, and return their measurements.

    Each round begins with another row, because the machine's speed changes.
    """
    runs: dict[str, list[Measured]] = {row: [] for row in rows}
    for number in range(rounds):
        for row in (*rows[number % len(rows) :], *rows[: number % len(rows)]):
            measured = _run(brokers, load, row, str(number))
            runs[row].append(measured)
            say(f"hop {load.size} B, round {number + 1} of {rounds}: {row} {measured.rate:,.0f} records/s")
    return (Hop(load.size, row, tuple(measured)) for row, measured in runs.items())


def _run(brokers: str, load: Load, row: str, run: str) -> Measured:
    """Run a row once, and return its measurement.

    Raise Failed unless the target topic got as many records as the source topic has.
    """
    target, count, settings = f"hop.out.{load.size}.{row.replace(' ', '-')}.{run}.v1", load.records(row), Settings()
    job = Job(brokers, load.source(row), target, count, settings.batch_bytes, settings.fetch_bytes)
    asyncio.run(create(brokers, [target]))
    measured = Measured(**run_child(MODULES[row], job))
    arrived = asyncio.run(record_count(brokers, target))
    asyncio.run(delete(brokers, target))
    if arrived != count:
        raise Failed(f"{row} wrote {arrived} records for {count}")
    return measured


def ratios(hops: list[Hop]) -> list[Ratio]:
    """Return the ratios of silkwire's rate to the rates of the other rows, per size."""
    found = {(hop.size, hop.row): hop.rates for hop in hops}
    compared = []
    for load in LOADS:
        ours = found[load.size, SILKWIRE]
        targets = ((PLAIN, load.over_plain), (BARE, OVER_BARE), (UNMETERED, OVER_UNMETERED))
        for row, target in (each for each in targets if (load.size, each[0]) in found):
            compared.append(ratio(f"hop of {load.size} B: silkwire / {row}", ours, found[load.size, row], target))
    return compared
