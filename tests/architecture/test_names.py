"""A public name means one thing: no class or function of the product is defined twice."""

from __future__ import annotations

import ast
from collections import defaultdict

from tests.support import ROOT

PACKAGES = ("agents", "deploy", "schemas", "streams", "tools")

CONVENTIONAL = {
    "main": "the entry point of each program: the command, deploy.local, its JVM guard, and tools.generate",
}


def definitions() -> dict[str, list[str]]:
    """Return, by public name, the files with a class or function of that name at top level."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
                found[node.name].append(path.relative_to(ROOT).as_posix())
    return found


def test_no_public_name_is_defined_twice() -> None:
    twice = {name: files for name, files in definitions().items() if len(files) > 1}
    assert {name: files for name, files in twice.items() if name not in CONVENTIONAL} == {}


def test_no_exception_is_left_that_is_not_needed() -> None:
    found = definitions()
    assert [name for name in CONVENTIONAL if len(found[name]) < 2] == []
