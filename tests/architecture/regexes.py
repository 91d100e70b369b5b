"""Every regular expression of the repository, found by itself: compiled ones in modules, literal ones in calls."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from tests.support import ROOT

__all__ = ["Expression", "expressions", "unbound_calls"]

PACKAGES = ("schemas", "agents", "streams", "deploy", "bench", "training")
SCANNING = frozenset({"search", "findall", "finditer", "sub", "subn", "split", "scanner"})
CALLS = SCANNING | {"match", "fullmatch"}
FOR_TRAINING = frozenset({"lightgbm", "scipy", "sklearn"})
OF_OTHERS = frozenset({"regex", "re2"})
"""Engines the tests know nothing of."""


class Expression(NamedTuple):
    """A pattern, where it is, and whether it is asked for a match at every character of a text."""

    place: str
    pattern: re.Pattern[Any]
    scans: bool


def _sources() -> Iterator[tuple[Path, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path, ast.parse(path.read_text("utf-8"))


def _module(path: Path) -> ModuleType | None:
    """Import a module; None for a program, which runs when it is imported, and for one that needs packages of `make train`."""
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    try:
        return None if name.endswith("__main__") else importlib.import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name in FOR_TRAINING:
            return None
        raise


def _patterns(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    """Yield the patterns in a value: itself, or those a few containers deep."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping) and depth <= 3:
        for child in value.values():
            yield from _patterns(child, depth + 1)
    elif isinstance(value, Sequence | set | frozenset) and not isinstance(value, str | bytes) and depth <= 3:
        for child in value:
            yield from _patterns(child, depth + 1)


def _re_calls(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id == "re" and node.func.attr in CALLS:
                yield node


def _scanned_names(trees: Sequence[ast.Module]) -> set[str]:
    """Return the names whose `search` and the like are asked for anywhere."""
    return {
        ast.unparse(node.value).rpartition(".")[2].partition("[")[0]
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in SCANNING
    }


def expressions() -> list[Expression]:
    """Return all expressions; the same pattern under two names counts once."""
    sources = list(_sources())
    scanned = _scanned_names([tree for _, tree in sources])
    found: dict[tuple[str | bytes, int], Expression] = {}
    for path, tree in sources:
        place = path.relative_to(ROOT).as_posix()
        for name, value in vars(_module(path) or ast).items():
            for pattern in _patterns(value):
                known = found.get((pattern.pattern, pattern.flags))
                scans = name in scanned or (known is not None and known.scans)
                found[pattern.pattern, pattern.flags] = Expression(f"{place}:{name}", pattern, scans)
        for call in _re_calls(tree):
            if isinstance(call.args[0], ast.Constant):
                pattern = re.compile(call.args[0].value)
                found[pattern.pattern, pattern.flags] = Expression(f"{place}:{call.lineno}", pattern, scans=True)
    return list(found.values())


def unbound_calls() -> list[str]:
    """Return the places whose pattern the tests cannot see: made at run time, or of another engine."""
    places = []
    for path, tree in _sources():
        compiled = {id(node) for statement in tree.body for node in ast.walk(statement) if not _is_inside(statement)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom) and _is_other(node):
                places.append(f"{path.name}:{node.lineno} {ast.unparse(node)}")
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile" and id(node) not in compiled:
                places.append(f"{path.name}:{node.lineno} {ast.unparse(node)}")
        places += [f"{path.name}:{call.lineno}" for call in _re_calls(tree) if not isinstance(call.args[0], ast.Constant)]
    return places


def _is_inside(statement: ast.stmt) -> bool:
    """Tell whether a statement holds code that runs later: a function or a class."""
    return isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)


def _is_other(node: ast.Import | ast.ImportFrom) -> bool:
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
    return any(name in OF_OTHERS for name in names) or (isinstance(node, ast.ImportFrom) and node.module == "re")
