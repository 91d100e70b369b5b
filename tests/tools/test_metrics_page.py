"""docs/metrics.md says what the registry says."""

from __future__ import annotations

from tools.generate import METRICS_PAGE
from tools.metrics_page import metrics_page


def test_the_committed_page_is_what_the_registry_says() -> None:
    assert METRICS_PAGE.read_text("utf-8") == metrics_page(), "run: make schemas"
