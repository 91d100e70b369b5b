"""Metrics have well-formed names and a type that lists them."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from streams.metrics.registry import METRICS, Metric, MetricName

UNITS = tuple(
    "_seconds _bytes _ratio _total _records _info _entries _headlines _batches _held _ready _balance _sources".split()  # noqa: SIM905
)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_a_metric_has_a_well_formed_name_and_a_sentence(metric: Metric) -> None:
    assert re.fullmatch(r"silkwire_[a-z_]+", metric.name)
    assert metric.name.endswith(UNITS)
    assert metric.name.endswith("_total") == (metric.kind == "counter")
    assert metric.help.endswith(".")
    assert all(metric.buckets[at] < metric.buckets[at + 1] for at in range(len(metric.buckets) - 1))


def test_the_literal_type_lists_every_metric_once() -> None:
    assert sorted(get_args(MetricName)) == sorted(metric.name for metric in METRICS)
