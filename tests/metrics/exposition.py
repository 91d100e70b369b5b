"""What a scrape of metrics shows, and batches to count."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from agents.stage import Result
from streams.metrics import FinishedBatch, Metrics

NOW = 1_794_628_800.0


def samples(metrics: Metrics) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    families = text_string_to_metric_families(metrics.exposition().decode())
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for family in families for one in family.samples}


def done(stage: str, result: Result) -> FinishedBatch:
    return FinishedBatch(
        stage,
        result,
        step=0.01,
        deliver=0.02,
        now=NOW,
        oldest_ms=int(NOW * 1000) - 5000,
        page_ms=int(NOW * 1000) - 9000,
        state_bytes=100,
    )
