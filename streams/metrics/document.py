"""docs/metrics.md, written from the registry: `make schemas` runs it."""

from __future__ import annotations

from pathlib import Path

from streams.metrics.registry import METRICS, Label, Metric
from streams.worker.logs import FIELDS

__all__ = ["PATH", "page"]

PATH = Path("docs/metrics.md")

HEAD = """# Metrics and logs of a worker

Written from `streams/metrics/registry.py` and `streams/worker/logs.py` by `make schemas`; edits here are lost.

`GET /metrics` on SILKWIRE_HTTP_HOST:SILKWIRE_HTTP_PORT answers in the Prometheus text format. Label values come from
closed sets alone, so a worker shows at most {most} series, whatever the pages hold. Counters count a batch once all it gave
is acknowledged; after a crash the records of a batch may be counted by the process that died and by the next. Gauges with
a partition are read at the scrape, for the partitions that the worker has at that moment: one given away leaves no series.
Where the system has /proc, prometheus_client adds six `process_*` series: memory, CPU, open files, and the start. A worker that
its watchdog ended shows as a new start: a count of its own would die with it.
"""


def page() -> str:
    """Return the page."""
    labels = sorted({label for metric in METRICS for label in metric.labels}, key=lambda label: label.name)
    rows = ["| metric | kind | labels | series at most | what it says |", "|---|---|---|---|---|", *map(_row, METRICS)]
    meanings = ["", "## Labels", "", *(f"- `{label.name}`: {label.sentence}{_values(label)}" for label in labels)]
    logs = ["", "## Log lines", "", "One JSON object a line on standard error. Page text is never logged above DEBUG.", ""]
    fields = [f"- `{name}`: {sentence}" for name, sentence in FIELDS.items()]
    head = HEAD.format(most=sum(metric.most_series for metric in METRICS))
    return "\n".join([head, *rows, *meanings, *logs, *fields]) + "\n"


def _row(metric: Metric) -> str:
    labels = ", ".join(f"`{label.name}`" for label in metric.labels)
    return f"| `{metric.name}` | {metric.kind} | {labels} | {metric.most_series} | {metric.help} |"


def _values(label: Label) -> str:
    return f": {', '.join(label.values)}" if label.values else ""


if __name__ == "__main__":
    PATH.write_text(page(), "utf-8")
