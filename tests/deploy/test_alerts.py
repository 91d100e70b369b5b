"""Alert rules name metrics and labels that exist, and say what to do."""

from __future__ import annotations

import re

import pytest

from streams.metrics.registry import METRICS
from tests.support import ROOT

RULES = (ROOT / "deploy" / "prometheus" / "alerts.yml").read_text("utf-8").split("- alert: ")[1:]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.partition("\n")[0])
def test_an_alert_has_a_remedy_and_names_only_labels_it_has(rule: str) -> None:
    expression, _, annotations = rule.partition("annotations:")
    assert all(re.search(rf"^ +{field}: \".+\"$", annotations, re.MULTILINE) for field in ("summary", "do"))
    kept = set(re.findall(r"[a-z]+", " ".join(re.findall(r"(?:by|on) \(([^)]*)\)", expression))))
    assert set(re.findall(r"\$labels\.(\w+)", annotations)) <= kept


def test_alert_rules_name_only_metrics_that_exist() -> None:
    rules = "".join(RULES)
    known: set[str] = {metric.name for metric in METRICS}
    known |= {f"{metric.name}_{end}" for metric in METRICS if metric.kind == "histogram" for end in ("bucket", "sum", "count")}
    named = set(re.findall(r"silkwire_[a-z_]+", rules))
    assert named
    assert named <= known
