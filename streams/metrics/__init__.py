"""The metrics of a worker: a typed registry, counters per batch, and gauges read at a scrape."""

from __future__ import annotations

from streams.metrics.live import LiveGauges, PartitionSnapshot, StageSnapshot, StateFigures, WorkerSnapshot
from streams.metrics.recorder import FinishedBatch, Metrics

__all__ = ["FinishedBatch", "LiveGauges", "Metrics", "PartitionSnapshot", "StageSnapshot", "StateFigures", "WorkerSnapshot"]
