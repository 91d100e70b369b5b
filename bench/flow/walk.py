"""The whole flow without Kafka, page after page in one process: the cost of the stages alone."""

from __future__ import annotations

import gc
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import ParamSpec, TypeVar

from agents.stage import AnyStage
from bench.child import answer
from bench.flow.crawl import Crawl
from bench.flow.outcome import Flowed
from schemas.topics import ARTICLES_CLEAN
from streams.stages import STAGES
from streams.walk.pipeline import Walk

__all__ = ["run"]

P = ParamSpec("P")
R = TypeVar("R")

ARRIVAL = 1_794_628_800_000


def run(crawl: Crawl) -> Flowed:
    """Walk the pages, and return the measurement. The models are loaded before the measurement, as in a ready worker."""
    pages, spent = list(crawl.records()), defaultdict[str, float](float)
    walk = Walk("bench.", [_timed(stage, spent) for stage in STAGES])
    for stage in STAGES:
        if stage.warm is not None:
            stage.warm()
    gc.collect()
    gc.freeze()
    started, cpu = time.perf_counter(), time.process_time()
    clean = sum(len(walk.page(page.value, page.headers, ARRIVAL + n).of(ARTICLES_CLEAN)) for n, page in enumerate(pages))
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu
    return Flowed(len(pages), seconds, clean, cpu_seconds, stage_seconds=dict(spent))


def _timed(stage: AnyStage, spent: dict[str, float]) -> AnyStage:
    """Return a stage that adds the CPU seconds of its decoding and its step to `spent`."""

    def timed(function: Callable[P, R]) -> Callable[P, R]:
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            began = time.process_time()
            try:
                return function(*args, **kwargs)
            finally:
                spent[stage.name] += time.process_time() - began

        return call

    return replace(stage, decode=timed(stage.decode), step=timed(stage.step))


if __name__ == "__main__":
    answer(Crawl, run)
