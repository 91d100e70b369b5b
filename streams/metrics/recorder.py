"""Counts batches: what goes in, what comes out, how long it takes; once a batch, never a record."""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from agents.stage import Outcome, Stage, TickSeen
from schemas.rejection import Reason, Refused
from streams.metrics.done import Done
from streams.metrics.registry import METRICS, NEWEST_TICK, OTHER, PAGE_METRICS, TICKS, Metric
from streams.settings import WATCHED_SOURCES
from streams.stages import STAGES

__all__ = ["Metrics"]


class Metrics:
    """The counters and histograms of one process; gauges of partitions are read at a scrape (live.py)."""

    def __init__(self, watched: Iterable[str] = (), stages: Iterable[Stage] = STAGES) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series beside each counter, and nobody asks for it
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._watched = frozenset(list(watched)[:WATCHED_SOURCES])
        self._made = {metric.name: _made(metric, self.registry) for metric in METRICS if not _live(metric)}
        self._newest: dict[str, float] = {}
        self._of = {stage.name: _StageMetrics(stage, self._made) for stage in stages}

    def batch_done(self, done: Done) -> None:
        """Count a batch, once, after everything it gave is acknowledged."""
        self._of[done.stage].count(done)
        for source, *figures in done.result.pages:
            for metric, figure in zip(PAGE_METRICS, figures, strict=True):
                if figure is not None:
                    self._made[metric.name].labels(self._label(source)).observe(figure)
        self._count_ticks(done.result.ticks)

    def _count_ticks(self, ticks: Sequence[TickSeen]) -> None:
        """Count verdicts by source, and remember the newest moment that was believed."""
        for (source, verdict), count in Counts((self._label(tick.source), tick.verdict) for tick in ticks).items():
            self._made[TICKS.name].labels(source, verdict).inc(count)
        for tick in ticks:
            if tick.verdict in {"sound", "lowered"}:
                source = self._label(tick.source)
                self._newest[source] = max(self._newest.get(source, 0.0), tick.moment)
        for source, moment in self._newest.items() if ticks else ():
            self._made[NEWEST_TICK.name].labels(source).set(moment)

    def _label(self, source: str) -> str:
        return source if source in self._watched else OTHER

    def exposition(self) -> bytes:
        """Return the Prometheus text format."""
        return generate_latest(self.registry)


_AT_A_BATCH = {"silkwire_last_progress_timestamp_seconds", NEWEST_TICK.name}


def _live(metric: Metric) -> bool:
    """Say whether a metric is read off the worker at a scrape."""
    return metric.kind == "gauge" and metric.name not in _AT_A_BATCH


def _made(metric: Metric, registry: CollectorRegistry) -> Any:
    names = [label.name for label in metric.labels]
    if metric.kind == "histogram":
        return Histogram(metric.name, metric.help, names, buckets=metric.buckets, registry=registry)
    return {"counter": Counter, "gauge": Gauge}[metric.kind](metric.name, metric.help, names, registry=registry)


class _StageMetrics:
    """The children of one stage, made once: a look-up by label costs more than the count."""

    def __init__(self, stage: Stage, made: dict[str, Any]) -> None:
        name = stage.name
        self._records = {kind: made["silkwire_records_total"].labels(name, kind) for kind in [*Outcome, "refused"]}
        self._refused = {reason: made["silkwire_refused_total"].labels(name, reason.value) for reason in Reason}
        self._outputs = {topic: made["silkwire_outputs_total"].labels(name, topic.name) for topic in stage.writes}
        self._seconds = [
            made[f"silkwire_{what}_seconds"].labels(name) for what in ("step", "deliver", "arrival_age", "page_age", "event_age")
        ]
        self._progress = made["silkwire_last_progress_timestamp_seconds"].labels(name)
        self._rows = made["silkwire_state_rows_total"].labels(name)
        self._bytes = made["silkwire_state_bytes_total"].labels(name)

    def count(self, done: Done) -> None:
        result = done.result
        self._count_outcomes(result.outcomes)
        for topic, count in Counts(map(itemgetter(0), result.outputs)).items():
            self._outputs[topic].inc(count)
        event_age = _age(done.now, result.outputs[0].event_time) if result.outputs else None
        ages = (done.now - done.oldest_ms / 1000, done.now - done.page_ms / 1000, event_age)
        for histogram, seconds in zip(self._seconds, (done.step, done.deliver, *ages), strict=True):
            if seconds is not None:
                histogram.observe(max(0.0, seconds))
        self._progress.set(done.now)
        if done.state_bytes:
            self._rows.inc(len(result.rows))
            self._bytes.inc(done.state_bytes)

    def _count_outcomes(self, outcomes: Sequence[Outcome | Refused]) -> None:
        taken = outcomes.count(Outcome.TAKEN)
        self._records[Outcome.TAKEN].inc(taken)
        if taken == len(outcomes):
            return
        refused = Counts(it.reason for it in outcomes if isinstance(it, Refused))
        self._records["refused"].inc(refused.total())
        self._records[Outcome.REPEATED].inc(len(outcomes) - taken - refused.total())
        for reason, count in refused.items():
            self._refused[reason].inc(count)


def _age(now: float, moment: str) -> float | None:
    """Return seconds since an RFC 3339 time; None without one."""
    return now - datetime.fromisoformat(moment).timestamp() if moment else None
