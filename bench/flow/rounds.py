"""Measures the whole flow in several rounds: a worker on Kafka, and the walk without Kafka."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench.broker import fresh_kafka
from bench.child import Failed, run_child
from bench.figures import Ratio, ratio
from bench.flow.crawl import Crawl
from bench.flow.outcome import Flowed
from bench.flow.worker import run as run_worker
from deploy.local.ports import free_port
from streams.settings import Settings

__all__ = ["WALK", "WORKER", "Flow", "measure_flows", "ratios"]

WORKER, WALK = "worker", "walk"
CRAWLS = {"7 KB": Crawl(600, articles=3), "28 KB": Crawl(200, articles=12)}
ROUNDS = 3
OVER_WALK = 0.6


@dataclass(frozen=True, slots=True)
class Flow:
    """The runs of one row (worker or walk) over pages of one kind."""

    kind: str
    row: str
    runs: tuple[Flowed, ...]

    @property
    def rates(self) -> list[float]:
        """Return the pages per second of each round."""
        return [run.rate for run in self.runs]


def measure_flows(say: Callable[[str], None]) -> list[Flow]:
    """Run the worker and the walk over all crawls on a fresh broker, and return their measurements.

    `say` is called with a line of text per run.
    """
    flows = []
    with fresh_kafka() as brokers:
        for kind, crawl in CRAWLS.items():
            runs: dict[str, list[Flowed]] = {WORKER: [], WALK: []}
            for number in range(ROUNDS):
                pair = _pair(brokers, crawl, f"{crawl.articles}-{number}")
                for row, flowed in pair.items():
                    runs[row].append(flowed)
                    say(f"flow of pages of {kind}, round {number + 1} of {ROUNDS}: {row} {flowed.rate:,.1f} pages/s")
            flows += [Flow(kind, row, tuple(flowed)) for row, flowed in runs.items()]
    return flows


def _pair(brokers: str, crawl: Crawl, run: str) -> dict[str, Flowed]:
    """Run the worker and the walk once each, and return their results.

    Raise Failed unless both made the same number of clean articles.
    """
    settings = Settings(brokers=brokers, prefix=f"flow{run}.", group=f"flow{run}", http_port=free_port(), log_level="WARNING")
    pair = {WORKER: run_worker(crawl, settings), WALK: Flowed(**run_child("bench.flow.walk", crawl))}
    if pair[WORKER].clean != pair[WALK].clean:
        raise Failed(f"the worker published {pair[WORKER].clean} clean articles, the walk {pair[WALK].clean}")
    return pair


def ratios(flows: list[Flow]) -> list[Ratio]:
    """Return the ratio of the worker's rate to the walk's rate, per kind of page."""
    found = {(flow.kind, flow.row): flow.rates for flow in flows}
    return [
        ratio(f"flow of pages of {kind}: {WORKER} / {WALK}", found[kind, WORKER], found[kind, WALK], OVER_WALK)
        for kind in dict.fromkeys(flow.kind for flow in flows)
    ]
