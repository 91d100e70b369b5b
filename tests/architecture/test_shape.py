"""The shape of the code: small, attached, and the same five stages everywhere."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

from faust.types import AppT

from streams.app import ATTACH, build
from streams.settings import Settings
from streams.stages import STAGES

ROOT = Path(__file__).parents[2]
SOURCES = [path for package in ("schemas", "agents", "streams", "deploy", "bench") for path in (ROOT / package).rglob("*.py")]


def functions() -> Iterator[tuple[str, int]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path.name}:{node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_files_and_functions_are_small() -> None:
    lengths = [path.read_text("utf-8").count("\n") for path in SOURCES]
    assert max(lengths) <= 300
    assert statistics.median(lengths) <= 100
    sizes = dict(functions())
    assert max(sizes.values()) <= 45, max(sizes, key=lambda name: sizes[name])
    assert statistics.median(sizes.values()) <= 10


def test_one_place_alone_catches_every_exception() -> None:
    found = [
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and ast.unparse(node.type or ast.Name("Exception")) in {"Exception", "BaseException"}
    ]
    assert found == ["agents/runner.py"]


def test_every_folder_with_an_agent_is_a_stage_that_is_attached() -> None:
    folders = {path.parent.name for path in (ROOT / "agents").glob("*/agent.py")}
    assert folders == set(ATTACH) == {stage.name.partition(".")[0] for stage in STAGES}


def test_faust_lists_an_agent_a_stage_with_a_sentence_each() -> None:
    app: AppT = build(Settings()).app
    assert {agent.name for agent in app.agents.values()} >= {stage.name for stage in STAGES}
    assert all(agent.help for agent in app.agents.values())


def test_each_application_is_a_fresh_one() -> None:
    one, other = build(Settings()), build(Settings())
    assert one.app is not other.app
    assert one.metrics.registry is not other.metrics.registry
