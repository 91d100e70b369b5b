"""The pipeline without Kafka: the worker's stages, without what the worker talks to Kafka by, and none of them twice."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from agents.enrich import stage as enrich_stage
from agents.split import repaired, splitter
from streams.walk.pipeline import Walk
from streams.walk.report import WalkReport
from tests.support import ROOT

DEMO_PAGE = (ROOT / "streams" / "cli" / "demo_page.txt").read_bytes()
ARRIVAL = 1_794_628_800_000
KAFKA = {"faust", "mode", "aiokafka", "prometheus_client", "aiohttp"}


@pytest.mark.parametrize("module", ["streams.walk.pipeline", "streams.walk.report"])
def test_a_fresh_interpreter_loads_no_client_of_kafka_to_walk(module: str) -> None:
    code = f"import sys, {module}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    loaded = set(done.stdout.decode().split())
    assert "agents" in loaded
    assert loaded & KAFKA == set()


def test_a_page_is_split_once_and_an_article_enriched_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: Counter[str] = Counter()

    def counted(owner: Any, name: str) -> None:
        original: Callable[..., Any] = getattr(owner, name)

        def counting(*args: Any, **kwargs: Any) -> Any:
            calls[name] += 1
            return original(*args, **kwargs)

        monkeypatch.setattr(owner, name, counting)

    counted(repaired, "split_page")
    counted(splitter, "split_page")
    counted(enrich_stage, "identify_language")
    walk, report = Walk("silkwire."), WalkReport()
    for _ in range(2):
        page = report.page(walk.page(DEMO_PAGE, (), ARRIVAL))
        assert len(page["articles"]) == 3
        assert calls == {"split_page": 1, "identify_language": 3}
        calls.clear()
