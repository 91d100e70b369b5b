"""Counts the inputs, outputs and durations of finished batches. Counters change once per batch, not once per record."""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from agents.stage import AnyStage, Outcome, Result
from agents.ticks import TickObservation
from schemas.rejection import Reason, Rejection
from streams.metrics.registry import METRICS, NEWEST_TICK, OBSERVED, OTHER, TICKS, MetricName
from streams.settings import WATCHED_SOURCES
from streams.stages import STAGES

__all__ = ["FinishedBatch", "Metrics"]

ACCEPTED = {"sound", "lowered"}
"""Verdicts of accepted ticks. Only these ticks set the time of a source's newest tick."""

DURATIONS: tuple[MetricName, ...] = (
    "silkwire_step_seconds",
    "silkwire_deliver_seconds",
    "silkwire_arrival_age_seconds",
    "silkwire_page_age_seconds",
    "silkwire_event_age_seconds",
)
"""Histograms that each finished batch updates, in the order in which `count` computes their values."""


class FinishedBatch(NamedTuple):
    """The result and the times of a finished batch.

    `step` and `deliver` are durations in seconds. `now` is in seconds since 1970. `state_bytes` counts the bytes of the
    state rows and the checkpoint.
    """

    stage: str
    result: Result
    step: float
    deliver: float
    now: float
    oldest_ms: int
    """When the broker received the batch's first record, in ms since 1970. No record of the batch arrived earlier."""
    page_ms: int
    """When the broker received the page that the batch's first record comes from, in ms since 1970."""
    state_bytes: int = 0


class Metrics:
    """The counters and histograms of one process. The gauges of partitions are in live.py.

    `watched` has the sources with separate metrics. All other sources share one label value.
    """

    def __init__(self, watched: Iterable[str] = (), stages: Iterable[AnyStage] = STAGES) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # nobody reads this second series per counter
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._watched = frozenset(list(watched)[:WATCHED_SOURCES])
        self._families = _Families(self.registry)
        self._newest: dict[str, float] = {}
        self._stages = {stage.name: _StageMetrics(stage, self._families) for stage in stages}

    def count_batch(self, batch: FinishedBatch) -> None:
        """Count a finished batch. The caller does this once, after the broker has acknowledged its outputs."""
        self._stages[batch.stage].count(batch)
        for observation in batch.result.observations:
            for metric in OBSERVED:
                figure = getattr(observation, metric.figure, None)
                if figure is not None:
                    self._families.histograms[metric.name].labels(self._label(observation.source)).observe(figure)
        self._count_ticks([it for it in batch.result.observations if isinstance(it, TickObservation)])

    def count_expired_state(self, stage: str) -> None:
        """Count a partition whose state had expired, so that the stage goes on with an empty memory."""
        self._families.counters["silkwire_state_expired_total"].labels(stage).inc()

    def _count_ticks(self, ticks: Sequence[TickObservation]) -> None:
        """Count the ticks by source and verdict, and set the time of each source's newest accepted tick."""
        verdicts, newest = self._families.counters[TICKS.name], self._families.gauges[NEWEST_TICK.name]
        for (source, verdict), count in Counts((self._label(tick.source), tick.verdict) for tick in ticks).items():
            verdicts.labels(source, verdict).inc(count)
        for tick in ticks:
            if tick.verdict in ACCEPTED:
                source = self._label(tick.source)
                self._newest[source] = max(self._newest.get(source, 0.0), tick.moment)
        for source, time in self._newest.items() if ticks else ():
            newest.labels(source).set(time)

    def _label(self, source: str) -> str:
        return source if source in self._watched else OTHER

    def exposition(self) -> bytes:
        """Return the metrics in the Prometheus text format."""
        return generate_latest(self.registry)


class _Families:
    """The metrics that change when a batch is finished, by name. A wrong name is a type error."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.counters: dict[MetricName, Counter] = {}
        self.gauges: dict[MetricName, Gauge] = {}
        self.histograms: dict[MetricName, Histogram] = {}
        for it in METRICS:
            if it.live:
                continue
            if it.kind == "counter":
                self.counters[it.name] = Counter(it.name, it.help, it.label_names, registry=registry)
            elif it.kind == "gauge":
                self.gauges[it.name] = Gauge(it.name, it.help, it.label_names, registry=registry)
            else:
                self.histograms[it.name] = Histogram(it.name, it.help, it.label_names, buckets=it.buckets, registry=registry)


class _StageMetrics:
    """The metrics of one stage. Their labels are looked up only once, because a look-up costs more than counting."""

    def __init__(self, stage: AnyStage, families: _Families) -> None:
        name, counters = stage.name, families.counters
        self._records = {outcome: counters["silkwire_records_total"].labels(name, outcome) for outcome in [*Outcome, "refused"]}
        self._rejected = {reason: counters["silkwire_refused_total"].labels(name, reason.value) for reason in Reason}
        self._outputs = {topic: counters["silkwire_outputs_total"].labels(name, topic.name) for topic in stage.writes}
        self._seconds = [families.histograms[metric].labels(name) for metric in DURATIONS]
        self._progress = families.gauges["silkwire_last_progress_timestamp_seconds"].labels(name)
        self._rows = counters["silkwire_state_rows_total"].labels(name)
        self._bytes = counters["silkwire_state_bytes_total"].labels(name)
        if stage.new_state is not None:
            counters["silkwire_state_expired_total"].labels(name)  # the series begins at 0, so an alert sees the first one

    def count(self, batch: FinishedBatch) -> None:
        result = batch.result
        self._count_outcomes(result.outcomes)
        for topic, count in Counts(map(itemgetter(0), result.outputs)).items():
            self._outputs[topic].inc(count)
        event_age = _age(batch.now, result.outputs[0].event_time) if result.outputs else None
        ages = (batch.now - batch.oldest_ms / 1000, batch.now - batch.page_ms / 1000, event_age)
        for histogram, seconds in zip(self._seconds, (batch.step, batch.deliver, *ages), strict=True):
            if seconds is not None:
                histogram.observe(max(0.0, seconds))
        self._progress.set(batch.now)
        if batch.state_bytes:
            self._rows.inc(len(result.rows))
            self._bytes.inc(batch.state_bytes)

    def _count_outcomes(self, outcomes: Sequence[Outcome | Rejection]) -> None:
        processed = outcomes.count(Outcome.PROCESSED)
        self._records[Outcome.PROCESSED].inc(processed)
        if processed == len(outcomes):
            return
        rejected = Counts(it.reason for it in outcomes if isinstance(it, Rejection))
        self._records["refused"].inc(rejected.total())
        parked = outcomes.count(Outcome.PARKED)
        self._records[Outcome.PARKED].inc(parked)
        self._records[Outcome.DUPLICATE].inc(len(outcomes) - processed - parked - rejected.total())
        for reason, count in rejected.items():
            self._rejected[reason].inc(count)


def _age(now: float, event_time: str) -> float | None:
    """Return the seconds from `event_time` (RFC 3339) to `now`, or None if `event_time` is empty."""
    return now - datetime.fromisoformat(event_time).timestamp() if event_time else None
