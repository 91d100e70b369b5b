"""The shape of the code: small, attached, and the same stages everywhere."""

from __future__ import annotations

import ast
import statistics
import tomllib
from collections.abc import Iterator

from faust.types import AppT

from streams.app import build
from streams.settings import Settings
from streams.stages import STAGES
from tests.support import ROOT

SOURCES = [
    path
    for package in ("schemas", "agents", "streams", "deploy", "tools", "training", "bench")
    for path in (ROOT / package).rglob("*.py")
]


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


def test_every_folder_with_a_stage_is_run_and_held_to_the_import_contract() -> None:
    folders = {path.parent.name for path in (ROOT / "agents").glob("*/stage.py")}
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (apart,) = [contract for contract in contracts if contract["type"] == "independence"]
    assert apart["modules"] == ["agents.*"]
    shared = {imported.split()[-1].split(".")[1] for imported in apart["ignore_imports"]}
    modules = {path.stem for path in (ROOT / "agents").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert modules - {"__init__", "agent"} - shared == folders
    assert {stage.name for stage in STAGES} == folders


def test_faust_lists_an_agent_a_stage_with_a_sentence_each() -> None:
    app: AppT = build(Settings()).app
    sentences = {agent.name: agent.help for agent in app.agents.values()}
    assert {stage.name: sentences[stage.name] for stage in STAGES} == {stage.name: stage.sentence for stage in STAGES}
    assert all(stage.sentence for stage in STAGES)


def test_each_application_is_a_fresh_one() -> None:
    one, other = build(Settings()), build(Settings())
    assert one.app is not other.app
    assert one.metrics.registry is not other.metrics.registry
