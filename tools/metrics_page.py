"""Makes docs/metrics.md from the metric registry and the fields of the logs."""

from __future__ import annotations

import textwrap

from streams.metrics.registry import METRICS, Label, Metric
from streams.worker.logs import FIELDS
from tools.blocks import table_row

__all__ = ["metrics_page"]

LINE = 120
"""Maximum number of characters per line of the page. Rows of the table may be longer."""

HEAD = """# Metrics and logs of a worker

Written from `streams/metrics/registry.py` and `streams/worker/logs.py` by `make schemas`; edits here are lost.

`GET /metrics` on SILKWIRE_HTTP_HOST:SILKWIRE_HTTP_PORT answers in the Prometheus text format. Label values come only
from closed sets. So with the default partitions a worker shows at most {most} series, for any input. Counters count a
batch once, when the broker has acknowledged all of its outputs. After a crash, the process that died and the next one
may both count the records of a batch.

Gauges with a partition are read at the scrape, for the partitions that the worker has at that time. A revoked partition
leaves no series. On a system with /proc, prometheus_client adds six `process_*` series: memory, CPU, open files, and
the start time. If the watchdog ended a worker, the start time changes; a counter would end with the process.
"""


def metrics_page() -> str:
    """Return the text of docs/metrics.md."""
    labels = sorted({label for metric in METRICS for label in metric.labels}, key=lambda label: label.name)
    rows = [table_row("metric", "kind", "labels", "series at most", "what it says"), "|---|---|---|---|---|", *map(_row, METRICS)]
    meanings = ["", "## Labels", "", *map(_bullet, labels)]
    logs = ["", "## Log lines", "", "One JSON object per line on standard error. Page text is never logged above DEBUG.", ""]
    fields = [f"- `{name}`: {sentence}" for name, sentence in FIELDS.items()]
    head = HEAD.format(most=sum(metric.most_series for metric in METRICS))
    return "\n".join([head, *rows, *meanings, *logs, *fields]) + "\n"


def _row(metric: Metric) -> str:
    labels = ", ".join(f"`{label.name}`" for label in metric.labels)
    return table_row(f"`{metric.name}`", metric.kind, labels, str(metric.most_series), metric.help)


def _bullet(label: Label) -> str:
    values = f": {', '.join(label.values)}" if label.values else ""
    text = f"- `{label.name}`: {label.sentence}{values}"
    return textwrap.fill(text, LINE, subsequent_indent="  ", break_on_hyphens=False)
