"""The verdict on a run: each kind of wrong record shows in its column, and nothing else does."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from dataclasses import asdict, replace

import pytest

from tests.faults.bounds import NOTHING
from tests.faults.verify import Left, Row, Watch, judge
from tests.support import ROOT
from tests.support.pages import MadePage

PAGE = MadePage("", ("mark1",))

TICK = {
    "tick_id": "t1:a", "page_partition": 0, "page_offset": 3, "base": "GEL", "quote": "USD", "rate": "0.37",
    "change_percent": None, "revision": 0, "credibility": 0.4,
}  # fmt: skip
CONFIRMED = TICK | {"revision": 1, "credibility": 0.7}
RATE = {"source": "consensus", "rate": "0.37", "event_time": "2026-01-01T00:00:00Z", "tick_id": None}
NEWER = RATE | {"rate": "0.38", "event_time": "2026-01-02T00:00:00Z"}
REPORT = {"page_partition": 0, "page_offset": 3, "outcome": "split", "articles": 1}


def row(key: str, value: Mapping[str, object]) -> Row:
    return key.encode(), json.dumps(value).encode()


RIGHT = Left(
    clean=[row("a", {"text": "The register calls it mark1.", "version": 1})],
    decisions=[row("a", {"kind": "new"})],
    ticks=[row("s|GEL/USD", TICK), row("s|GEL/USD", CONFIRMED)],
    rates=[row("GEL/USD|consensus", RATE), row("GEL/USD|consensus", NEWER)],
    reports=[row("s", REPORT)],
    rejected=0,
)


def found(left: Left, undisturbed: Left = RIGHT) -> dict[str, int]:
    """Return the columns that must be 0, and are not."""
    facts = {"rss_mb": 0, "restarts": 0, "seconds": 0, "holes": 0}
    verdict = asdict(judge("row", [PAGE], left, [RIGHT, undisturbed], Watch(), **facts))
    return {name: verdict[name] for name in NOTHING if verdict[name]}


def test_a_run_that_repeats_everything_and_leaves_nothing_out_is_right() -> None:
    again = Left(RIGHT.clean * 2, RIGHT.decisions * 2, RIGHT.ticks * 2, RIGHT.rates * 2, RIGHT.reports * 2, rejected=0)
    assert found(again) == {}


WRONG = {
    "a lost article": (replace(RIGHT, clean=[]), {"lost": 1, "wrong_content": 1}),
    "a decision that is missing": (replace(RIGHT, decisions=[]), {"other_decisions": 1}),
    "another decision, too": (replace(RIGHT, decisions=[*RIGHT.decisions, row("a", {"kind": "exact"})]), {"other_decisions": 1}),
    "a tick that is missing": (replace(RIGHT, ticks=RIGHT.ticks[1:]), {"wrong_ticks": 1}),
    "a tick with another verdict": (
        replace(RIGHT, ticks=[row("s|GEL/USD", TICK | {"credibility": 1.0}), RIGHT.ticks[1]]),
        {"wrong_ticks": 1},
    ),
    "a tick with two verdicts": (
        replace(RIGHT, ticks=[*RIGHT.ticks, row("s|GEL/USD", TICK | {"credibility": 1.0})]),
        {"wrong_ticks": 1},
    ),
    "a revision that should not be": (
        replace(RIGHT, ticks=[*RIGHT.ticks, row("s|GEL/USD", TICK | {"revision": 2})]),
        {"wrong_ticks": 1},
    ),
    "an id of two ticks": (
        replace(RIGHT, ticks=[row("s|GEL/USD", TICK | {"page_offset": 9}), row("s|GEL/USD", TICK), RIGHT.ticks[1]]),
        {"wrong_ticks": 2},
    ),
    "a tick of two ids": (
        replace(RIGHT, ticks=[*RIGHT.ticks, row("s|GEL/USD", TICK | {"tick_id": "t1:b"})]),
        {"wrong_ticks": 1},
    ),
    "a rate that is missing": (replace(RIGHT, rates=RIGHT.rates[1:]), {"wrong_rates": 1}),
    "a latest rate that is missing": (replace(RIGHT, rates=RIGHT.rates[:1]), {"wrong_rates": 2}),
    "a rate of fewer sources": (
        replace(RIGHT, rates=[RIGHT.rates[0], row("GEL/USD|consensus", NEWER | {"rate": "0.39"})]),
        {"wrong_rates": 2},
    ),
    "a report that is missing": (replace(RIGHT, reports=[]), {"wrong_reports": 1}),
    "a second report that differs": (
        replace(RIGHT, reports=[*RIGHT.reports, row("s", REPORT | {"articles": 2})]),
        {"wrong_reports": 1},
    ),
}


@pytest.mark.parametrize(("left", "columns"), WRONG.values(), ids=WRONG)
def test_each_wrong_record_shows_in_its_column(left: Left, columns: dict[str, int]) -> None:
    assert found(left) == columns


def test_an_older_rate_that_is_delivered_late_is_not_what_a_reader_keeps() -> None:
    assert found(replace(RIGHT, rates=[RIGHT.rates[1], RIGHT.rates[0]])) == {}


def test_a_run_must_equal_each_of_the_undisturbed_runs() -> None:
    assert found(RIGHT, replace(RIGHT, reports=[])) == {"wrong_reports": 1}


@pytest.mark.parametrize("module", ["verify", "oracle"])
def test_what_judges_a_run_imports_nothing_of_the_product(module: str) -> None:
    tree = ast.parse((ROOT / f"tests/faults/{module}.py").read_text("utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    assert {name.split(".")[0] for name in imported} & {"schemas", "agents", "streams", "deploy"} == set()
