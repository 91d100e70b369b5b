"""The tests themselves: each file is named after what it tests, and what tests share is in tests/support."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import ROOT

TESTS = ROOT / "tests"
PRODUCT = ("schemas", "agents", "streams", "deploy", "tools", "training", "bench")

RULES = {"architecture", "eval", "faults", "flow", "hostile", "releases"}
"""Folders whose files are named after a rule of the whole product."""

KINDS_OF_PAGES = {"briefs", "hostile_pages", "made_pages", "odd_pages", "real_page", "same_story", "speed"}
"""Files of tests/split that try the whole splitter on one kind of pages."""

LONGEST_NAME = 80

FILES = sorted(TESTS.rglob("*.py"))
PARTS = [path.relative_to(ROOT) for package in PRODUCT for path in (ROOT / package).rglob("*.*") if path.suffix != ".pyc"]
"""Files of the product: modules, and what they read or write."""
TEST_FILES = [path for path in FILES if path.name.startswith("test_")]


def imported(path: Path) -> Iterator[str]:
    """Yield the modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def sentences(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node


def subjects(folder: Path) -> set[str]:
    """Return the names of the files that the tests of a folder may be about."""
    mirrored = [path for path in PARTS if f"/{folder.as_posix()}/" in f"/{path.as_posix()}"]
    packages = {up.name for path in mirrored for up in path.parents if f"/{folder.as_posix()}/" in f"/{up.as_posix()}/"}
    return {path.stem for path in mirrored} | packages | {path.stem for path in (TESTS / folder).glob("*.py")}


def test_no_file_imports_a_test_file_or_the_benchmark() -> None:
    wrong = [
        (path.relative_to(TESTS).as_posix(), name)
        for path in FILES
        for name in imported(path)
        if re.search(r"(^|\.)test_", name) or (name.split(".")[0] == "bench" and path.parent.name != "bench")
    ]
    assert wrong == []


FOLDERS = sorted({path.parent.relative_to(TESTS) for path in TEST_FILES if path.relative_to(TESTS).parts[0] not in RULES})


@pytest.mark.parametrize("folder", FOLDERS, ids=str)
def test_each_test_file_is_named_after_what_it_tests(folder: Path) -> None:
    named = {path.stem.removeprefix("test_") for path in (TESTS / folder).glob("test_*.py")}
    assert named - subjects(folder) - (KINDS_OF_PAGES if folder == Path("split") else set()) == set()


def test_the_names_of_tests_are_sentences_that_one_can_read_at_a_glance() -> None:
    long = [test.name for path in TEST_FILES for test in sentences(path) if len(test.name.removeprefix("test_")) > LONGEST_NAME]
    assert long == []


def test_one_ceiling_ends_a_hung_run_and_no_test_has_its_own() -> None:
    """The ceiling is in pyproject.toml; the rows of `make faults` measure times, and are no tests."""
    own = re.compile(r"mark\.timeout|asyncio\.timeout\(|subprocess\.run\([^)]*timeout=")
    tests = [path for path in FILES if path.parent.name != "faults" and path != Path(__file__)]
    assert [path.name for path in tests if own.search(path.read_text("utf-8"))] == []
