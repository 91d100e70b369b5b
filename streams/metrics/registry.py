"""The metric registry: the only place that declares metrics, with units, labels and help.

docs/metrics.md and the worker's metrics are made from the registry. A test feeds a worker random input,
and compares the number of series with the greatest number that the registry allows.
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

__all__ = ["METRICS", "NEWEST_TICK", "OBSERVED", "OTHER", "TICKS", "Label", "Metric", "MetricName", "metric"]

Kind = Literal["counter", "gauge", "histogram"]

MetricName = Literal[
    "silkwire_arrival_age_seconds",
    "silkwire_build_info",
    "silkwire_deliver_seconds",
    "silkwire_event_age_seconds",
    "silkwire_inbox_bytes",
    "silkwire_lag_records",
    "silkwire_lag_seconds",
    "silkwire_last_progress_timestamp_seconds",
    "silkwire_loop_delay_seconds",
    "silkwire_newest_tick_timestamp_seconds",
    "silkwire_open_batches",
    "silkwire_open_transaction_seconds",
    "silkwire_outputs_total",
    "silkwire_page_age_seconds",
    "silkwire_page_confidence_ratio",
    "silkwire_page_furniture_ratio",
    "silkwire_page_headlines",
    "silkwire_parked_seconds",
    "silkwire_parked_sources",
    "silkwire_partition_held",
    "silkwire_ready",
    "silkwire_records_total",
    "silkwire_refused_total",
    "silkwire_reject_balance",
    "silkwire_retention_left_seconds",
    "silkwire_state_bytes_total",
    "silkwire_state_expired_total",
    "silkwire_state_crowded_records",
    "silkwire_state_entries",
    "silkwire_state_rows_total",
    "silkwire_state_stray_records",
    "silkwire_step_seconds",
    "silkwire_ticks_total",
]
"""The names of all metrics. The type checker reports any other name."""

OTHER = "other"
"""The label value that all sources share that are not in SILKWIRE_WATCHED_SOURCES."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label, a sentence that explains it, and all its values. `values` is None if a worker knows them only at run time."""

    name: str
    sentence: str
    values: tuple[str, ...] | None
    most_values: int
    """The greatest number of different values."""


def _label(name: str, sentence: str, values: Sequence[str]) -> Label:
    return Label(name, sentence, tuple(values), len(values))


STAGE = _label("stage", "the stage", [stage.name for stage in STAGES])
OUTCOME = _label("outcome", "outcome of a record", [*(outcome.value for outcome in Outcome), "refused"])
REASON = _label("reason", "why a record was refused (docs/operations.md)", [reason.value for reason in Reason])
TOPIC = _label("topic", "the topic, without prefix and major", [topic.name for topic in TOPICS])
PARTITION = Label("partition", "the partition of the stage's input; 0 to 3 by default", None, PARTITIONS["partitions"])
SOURCE = Label("source", f"a source of SILKWIRE_WATCHED_SOURCES, or {OTHER}", None, WATCHED_SOURCES + 1)
VERDICT = _label("verdict", "verdict on a tick", ["sound", "lowered", "flagged", "late", "crowded"])
VERSION = Label("version", "the release", None, 1)


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric. Its name ends in the unit, if it has one. The name of a counter ends in `_total`."""

    name: MetricName
    kind: Kind
    help: str
    labels: tuple[Label, ...] = ()
    buckets: tuple[float, ...] = ()
    figure: str = ""
    """Name of the observation's field that a histogram of `OBSERVED` records. Fields that are None are not recorded."""

    live: bool = False
    """Whether the metric is read at a scrape. All other metrics change when a batch is finished."""

    @property
    def label_names(self) -> list[str]:
        """Return the names of the labels, in order."""
        return [label.name for label in self.labels]

    @property
    def most_series(self) -> int:
        """Return the greatest number of series that this metric can have in one process.

        For each combination of labels, a histogram has one series per bucket and three more.
        """
        per_child = len(self.buckets) + 3 if self.kind == "histogram" else 1
        return math.prod(label.most_values for label in self.labels) * per_child


BATCH_SECONDS = (0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
AGE_SECONDS = (0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0, 7200.0, 86400.0)
SHARES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
HEADLINES = (0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 20.0, 50.0)

OBSERVED: tuple[Metric, ...] = (
    Metric("silkwire_page_headlines", "histogram", "Articles found on a page.", (SOURCE,), HEADLINES, "headlines"),
    Metric(
        "silkwire_page_confidence_ratio", "histogram", "Lowest confidence of a page's articles.", (SOURCE,), SHARES, "confidence"
    ),
    Metric(
        "silkwire_page_furniture_ratio", "histogram", "Share of a page's characters that is furniture.", (SOURCE,), SHARES,
        "furniture",
    ),
)  # fmt: skip
"""Histograms of the figures that stages report per page, by source.

They show layout drift: if the distributions of a source change, its pages or its crawler have changed.
"""

TICKS = Metric("silkwire_ticks_total", "counter", "Ticks, by verdict.", (SOURCE, VERDICT))
NEWEST_TICK = Metric(
    "silkwire_newest_tick_timestamp_seconds", "gauge",
    "Event time of the newest accepted tick; take the greatest of all workers.",
    (SOURCE,),
)  # fmt: skip

METRICS: tuple[Metric, ...] = (
    Metric("silkwire_build_info", "gauge", "1, with the release as label.", (VERSION,), live=True),
    Metric("silkwire_ready", "gauge", "1 while the worker has its partitions and none of them is held.", live=True),
    Metric(
        "silkwire_loop_delay_seconds", "gauge", "How late the event loop last was; a long step delays everything else.",
        live=True,
    ),
    Metric("silkwire_records_total", "counter", "Processed input records, by outcome.", (STAGE, OUTCOME)),
    Metric("silkwire_refused_total", "counter", "Refused input records, by reason.", (STAGE, REASON)),
    Metric("silkwire_outputs_total", "counter", "Records sent and acknowledged.", (STAGE, TOPIC)),
    Metric("silkwire_step_seconds", "histogram", "Time of a stage on a batch, decoding included.", (STAGE,), BATCH_SECONDS),
    Metric(
        "silkwire_deliver_seconds", "histogram", "Time from a batch's step to its last acknowledgement.", (STAGE,), BATCH_SECONDS
    ),
    Metric(
        "silkwire_arrival_age_seconds", "histogram",
        "Time from the arrival of a batch's oldest record, by the broker's time, until the batch was done.",
        (STAGE,), AGE_SECONDS,
    ),
    Metric(
        "silkwire_page_age_seconds", "histogram",
        "Time from the arrival of the page, by the broker's time, through all stages until a batch of its records was done.",
        (STAGE,), AGE_SECONDS,
    ),
    Metric(
        "silkwire_event_age_seconds", "histogram", "Time from the event time of a batch's first output until the batch was done.",
        (STAGE,), AGE_SECONDS,
    ),
    Metric(
        "silkwire_last_progress_timestamp_seconds", "gauge", "When the stage last finished a batch; 0 before the first.", (STAGE,)
    ),
    Metric("silkwire_state_rows_total", "counter", "State rows written.", (STAGE,)),
    Metric("silkwire_state_bytes_total", "counter", "Bytes of state rows and checkpoints written.", (STAGE,)),
    Metric(
        "silkwire_state_expired_total", "counter", "Partitions whose whole state had expired, so that their memory began empty.",
        (STAGE,),
    ),
    Metric("silkwire_state_entries", "gauge", "Entries in the partition's state.", (STAGE, PARTITION), live=True),
    Metric(
        "silkwire_state_crowded_records", "gauge",
        "Articles, or pairs, that have had more sources than the state remembers.",
        (STAGE, PARTITION), live=True,
    ),
    Metric(
        "silkwire_state_stray_records", "gauge",
        "Rows of the state whose broker time is over a day from that of the rows around them.",
        (STAGE, PARTITION), live=True,
    ),
    Metric(
        "silkwire_lag_records", "gauge", "Unprocessed records of an assigned partition; up to 30 s old while none is fetched.",
        (STAGE, PARTITION), live=True,
    ),
    Metric(
        "silkwire_lag_seconds", "gauge", "Age of the oldest unprocessed record, by the broker's time; 0 without lag.",
        (STAGE, PARTITION), live=True,
    ),
    Metric(
        "silkwire_retention_left_seconds", "gauge", "Time until retention deletes the oldest unprocessed record; only with lag.",
        (STAGE, PARTITION), live=True,
    ),
    Metric(
        "silkwire_open_transaction_seconds", "gauge",
        "Age of a crawler's open transaction, whose pages are read once it ends; 0 without one.",
        (STAGE, PARTITION), live=True,
    ),
    Metric(
        "silkwire_partition_held", "gauge", "1 while the partition waits for `silkwire resume`.",
        (STAGE, PARTITION), live=True,
    ),
    Metric(
        "silkwire_parked_sources", "gauge", "Sources whose pages wait on pages.parked for `silkwire resume`.",
        (STAGE, PARTITION), live=True,
    ),
    Metric(
        "silkwire_parked_seconds", "gauge", "Time since a source was parked, for the one that was parked first; 0 without one.",
        (STAGE, PARTITION), live=True,
    ),
    Metric(
        "silkwire_reject_balance", "gauge",
        "Refused minus accepted records, but for pages of a known source; at SILKWIRE_REJECT_LIMIT the partition is held.",
        (STAGE, PARTITION), live=True,
    ),
    Metric("silkwire_open_batches", "gauge", "Batches of the stage that are not acknowledged.", (STAGE,), live=True),
    Metric("silkwire_inbox_bytes", "gauge", "Bytes of records that wait for the stage.", (STAGE,), live=True),
    *OBSERVED, TICKS, NEWEST_TICK,
)  # fmt: skip


def metric(name: MetricName) -> Metric:
    """Return the metric with this name."""
    return {metric.name: metric for metric in METRICS}[name]
