"""Every metric of a worker: its name, unit, labels and help stand here and nowhere else."""

from __future__ import annotations

from collections import Counter as Counts
from operator import itemgetter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from agents.protocols import Outcome, Result
from schemas.rejection import Reason, Refused

__all__ = ["Metrics"]

BATCH_SECONDS = (0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The metrics of one process; label values come from closed sets only."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.records = Counter(
            "silkwire_records", "Input records by what became of them: taken, repeated, refused.",
            ["stage", "outcome"], registry=self.registry,
        )  # fmt: skip
        self.refused = Counter(
            "silkwire_refused", "Refused input records by reason.", ["stage", "reason"], registry=self.registry
        )
        self.outputs = Counter(
            "silkwire_outputs", "Records sent and acknowledged, by topic (without prefix).",
            ["stage", "topic"], registry=self.registry,
        )  # fmt: skip
        self.step_seconds = Histogram(
            "silkwire_step_seconds", "CPU-bound time of a stage on one batch.",
            ["stage"], buckets=BATCH_SECONDS, registry=self.registry,
        )  # fmt: skip
        self.deliver_seconds = Histogram(
            "silkwire_deliver_seconds", "Time from sending a batch's outputs to the last acknowledgement.",
            ["stage"], buckets=BATCH_SECONDS, registry=self.registry,
        )  # fmt: skip
        self.progress = Gauge(
            "silkwire_last_progress_timestamp_seconds", "When the stage last finished a batch.",
            ["stage"], registry=self.registry,
        )  # fmt: skip
        self.state_entries = Gauge(
            "silkwire_state_entries", "Entries a partition's memory holds.",
            ["stage", "partition"], registry=self.registry,
        )  # fmt: skip
        self.lag = Gauge(
            "silkwire_lag_records", "Input records not yet done, by assigned partition.",
            ["topic", "partition"], registry=self.registry,
        )  # fmt: skip
        self.ready = Gauge("silkwire_ready", "1 while the worker has its partitions.", registry=self.registry)

    def batch_done(self, stage: str, result: Result, *, step: float, deliver: float, now: float) -> None:
        """Count a batch, once, after everything it gave is acknowledged; times in seconds."""
        outcomes = result.outcomes
        counts = {kind: outcomes.count(kind) for kind in Outcome}
        for kind, count in counts.items():
            self.records.labels(stage, kind.value).inc(count)
        some = sum(counts.values()) < len(outcomes)
        refused = Counts(it.reason for it in outcomes if isinstance(it, Refused)) if some else Counts[Reason]()
        self.records.labels(stage, "refused").inc(refused.total())
        for reason, count in refused.items():
            self.refused.labels(stage, reason.value).inc(count)
        for topic, count in Counts(map(itemgetter(0), result.outputs)).items():
            self.outputs.labels(stage, topic.name).inc(count)
        self.step_seconds.labels(stage).observe(step)
        self.deliver_seconds.labels(stage).observe(deliver)
        self.progress.labels(stage).set(now)

    def exposition(self) -> bytes:
        """Return the Prometheus text format."""
        return generate_latest(self.registry)
