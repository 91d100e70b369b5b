"""The metric registry: the only place that knows metrics, their units, labels and help.

docs/metrics.md is written from it (`make schemas`), the worker's metrics are made from it, and
a test holds a fuzzed worker to the number of series it allows.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from agents.stage import Outcome
from schemas.rejection import Reason
from schemas.topics import PARTITIONS, TOPICS
from streams.settings import WATCHED_SOURCES
from streams.stages import STAGES

__all__ = ["METRICS", "NEWEST_TICK", "OTHER", "PAGE_METRICS", "TICKS", "Label", "Metric", "metric"]

Kind = Literal["counter", "gauge", "histogram"]

OTHER = "other"
"""The label of every source that is not watched."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label and the closed set its values come from; `values` is None where settings name them."""

    name: str
    sentence: str
    values: tuple[str, ...] | None
    most: int
    """How many values there can be."""


def _label(name: str, sentence: str, values: Sequence[str]) -> Label:
    return Label(name, sentence, tuple(values), len(values))


STAGE = _label("stage", "the stage", [stage.name for stage in STAGES])
OUTCOME = _label("outcome", "what became of a record", [*(outcome.value for outcome in Outcome), "refused"])
REASON = _label("reason", "why a record was refused (docs/operations.md)", [reason.value for reason in Reason])
TOPIC = _label("topic", "the topic, without prefix and major", [topic.name for topic in TOPICS])
PARTITION = _label("partition", "the partition of the stage's input", [str(number) for number in range(PARTITIONS)])
SOURCE = Label("source", f"a source of SILKWIRE_WATCHED_SOURCES, or {OTHER}", None, WATCHED_SOURCES + 1)
VERDICT = _label("verdict", "what a tick was judged to be", ["sound", "lowered", "flagged", "late"])
VERSION = Label("version", "the release", None, 1)


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: its name on the wire carries unit and, for a counter, `_total`."""

    name: str
    kind: Kind
    help: str
    labels: tuple[Label, ...] = ()
    buckets: tuple[float, ...] = ()

    @property
    def most_series(self) -> int:
        """Return how many series a process can show; a histogram has one a bucket and three."""
        per_child = len(self.buckets) + 3 if self.kind == "histogram" else 1
        return math.prod(label.most for label in self.labels) * per_child


BATCH_SECONDS = (0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
AGE_SECONDS = (0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0, 7200.0, 86400.0)
SHARES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
HEADLINES = (0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 20.0, 50.0)

PAGE_METRICS: tuple[Metric, ...] = (
    Metric("silkwire_page_headlines", "histogram", "Articles found on a page.", (SOURCE,), HEADLINES),
    Metric("silkwire_page_confidence_ratio", "histogram", "Least confidence of a page's boundaries.", (SOURCE,), SHARES),
    Metric("silkwire_page_furniture_ratio", "histogram", "Share of a page's characters that is furniture.", (SOURCE,), SHARES),
)
"""Layout drift: a source whose distributions move has changed its pages, or its crawler has."""

TICKS = Metric("silkwire_ticks_total", "counter", "Ticks judged, by what they were judged to be.", (SOURCE, VERDICT))
NEWEST_TICK = Metric(
    "silkwire_newest_tick_timestamp_seconds", "gauge", "Event time of the newest believed tick; the greatest of all workers.",
    (SOURCE,),
)  # fmt: skip

METRICS: tuple[Metric, ...] = (
    Metric("silkwire_build_info", "gauge", "1, with the release as label.", (VERSION,)),
    Metric("silkwire_ready", "gauge", "1 while the worker has its partitions and none of them is held."),
    Metric("silkwire_loop_delay_seconds", "gauge", "How late the event loop last was: what a long step costs all others."),
    Metric("silkwire_records_total", "counter", "Input records that are done, by what became of them.", (STAGE, OUTCOME)),
    Metric("silkwire_refused_total", "counter", "Refused input records, by reason.", (STAGE, REASON)),
    Metric("silkwire_outputs_total", "counter", "Records sent and acknowledged.", (STAGE, TOPIC)),
    Metric("silkwire_step_seconds", "histogram", "Time of a stage on a batch, decoding included.", (STAGE,), BATCH_SECONDS),
    Metric(
        "silkwire_deliver_seconds", "histogram", "Time from a batch's step to its last acknowledgement.", (STAGE,), BATCH_SECONDS
    ),
    Metric(
        "silkwire_arrival_age_seconds", "histogram", "From the broker's time of a batch's oldest record until it was done.",
        (STAGE,), AGE_SECONDS,
    ),
    Metric(
        "silkwire_page_age_seconds", "histogram",
        "From the broker's time of the page, through all stages before, until a batch of its records was done.",
        (STAGE,), AGE_SECONDS,
    ),
    Metric(
        "silkwire_event_age_seconds", "histogram", "From the event time of a batch's first output until it was done.",
        (STAGE,), AGE_SECONDS,
    ),
    Metric(
        "silkwire_last_progress_timestamp_seconds", "gauge", "When the stage last finished a batch; 0 before the first.", (STAGE,)
    ),
    Metric("silkwire_state_rows_total", "counter", "State rows written.", (STAGE,)),
    Metric("silkwire_state_bytes_total", "counter", "Bytes of state rows and checkpoints written.", (STAGE,)),
    Metric("silkwire_state_entries", "gauge", "Entries that a partition's memory holds.", (STAGE, PARTITION)),
    Metric(
        "silkwire_lag_records", "gauge", "Records of an assigned partition that are not done; where none is fetched, 30 s old.",
        (STAGE, PARTITION),
    ),
    Metric(
        "silkwire_lag_seconds", "gauge", "Age of the oldest record that is not done, by the broker's time; 0 without lag.",
        (STAGE, PARTITION),
    ),
    Metric(
        "silkwire_retention_left_seconds", "gauge", "Until retention deletes the oldest record that is not done; only with lag.",
        (STAGE, PARTITION),
    ),
    Metric("silkwire_partition_held", "gauge", "1 while the partition waits for `silkwire resume`.", (STAGE, PARTITION)),
    Metric("silkwire_reject_balance", "gauge", "Refused over accepted records; at the limit it is held.", (STAGE, PARTITION)),
    Metric("silkwire_open_batches", "gauge", "Batches handed to the stage that are not acknowledged.", (STAGE,)),
    Metric("silkwire_inbox_bytes", "gauge", "Bytes of records that wait before the stage.", (STAGE,)),
    *PAGE_METRICS, TICKS, NEWEST_TICK,
)  # fmt: skip


def metric(name: str) -> Metric:
    """Return a metric by name; KeyError where the registry has none."""
    return {metric.name: metric for metric in METRICS}[name]
