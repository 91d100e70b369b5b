"""What a worker tells Prometheus: a typed registry, counts a batch, gauges read at a scrape."""

from __future__ import annotations

from streams.metrics.done import Done
from streams.metrics.live import Live, PartitionNow, StageNow, WorkerNow
from streams.metrics.recorder import Metrics

__all__ = ["Done", "Live", "Metrics", "PartitionNow", "StageNow", "WorkerNow"]
