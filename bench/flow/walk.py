"""The whole flow without Kafka, page after page in one process: the cost of the stages alone."""

from __future__ import annotations

import gc
import time

from bench.child import answer
from bench.flow.crawl import Crawl
from bench.flow.outcome import Flowed
from schemas.topics import ARTICLES_CLEAN
from streams.stages import STAGES
from streams.walk.pipeline import Walk

__all__ = ["run"]

ARRIVAL = 1_794_628_800_000


def run(crawl: Crawl) -> Flowed:
    """Walk the pages, and return the measurement. The models are loaded before the measurement, as in a ready worker."""
    pages, walk = list(crawl.records()), Walk("bench.")
    for stage in STAGES:
        if stage.warm is not None:
            stage.warm()
    gc.collect()
    gc.freeze()
    started, cpu = time.perf_counter(), time.process_time()
    clean = sum(len(walk.page(page.value, page.headers, ARRIVAL + n).of(ARTICLES_CLEAN)) for n, page in enumerate(pages))
    return Flowed(len(pages), time.perf_counter() - started, clean, time.process_time() - cpu)


if __name__ == "__main__":
    answer(Crawl, run)
