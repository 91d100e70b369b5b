"""A pattern to texts that should slow it down: what it repeats, over and over, and an end that does not fit."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import Any

__all__ = ["attacks"]

Node = tuple[Any, Any]
PARSER = importlib.import_module("re._parser")
POOL = "aAzZéжЖ059 .,:;-'\"!?/()[]_$€%\t\n\u00a0\u0131\u0301=~|<>#&"
MISFIT = "\x00"
REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
CATEGORIES = {"CATEGORY_DIGIT": r"\d", "CATEGORY_SPACE": r"\s", "CATEGORY_WORD": r"\w"}
MOST_PUMPS = 40


def attacks(pattern: re.Pattern[Any], length: int) -> Iterator[str]:
    """Yield texts of about this length; what a repetition takes comes after what is before it."""
    tree = list(
        PARSER.parse(pattern.pattern, pattern.flags & ~re.UNICODE | (re.UNICODE if isinstance(pattern.pattern, str) else 0))
    )
    pumps = list(dict.fromkeys(_pumps(tree, "")))[:MOST_PUMPS]
    letters = sorted({letter for _, pump in pumps for letter in pump} | set(_sample(tree)))
    for before, pump in dict.fromkeys([*pumps, *(("", letter) for letter in letters), ("", _sample(tree))]):
        if pump:
            yield before + pump * (length // len(pump)) + MISFIT
            yield (before + pump * 3) * (length // (len(before) + 3 * len(pump))) + MISFIT


def _name(node: Node) -> str:
    return str(node[0])


def _inner(node: Node) -> list[list[Node]]:
    """Return the sequences within a node: the branches of a choice, what is repeated or grouped."""
    name, value = _name(node), node[1]
    if name in REPEATS:
        return [list(value[2])]
    if name == "SUBPATTERN":
        return [list(value[3])]
    if name == "BRANCH":
        return [list(branch) for branch in value[1]]
    if name in {"ATOMIC_GROUP", "ASSERT"}:
        return [list(value if name == "ATOMIC_GROUP" else value[1])]
    return [list(branch) for branch in value[1:] if branch] if name == "GROUPREF_EXISTS" else []


def _pumps(sequence: list[Node], before: str) -> Iterator[tuple[str, str]]:
    """Yield what is before each repetition, and what it repeats in each of its ways."""
    for node in sequence:
        for inner in _inner(node):
            if _name(node) in REPEATS:
                for way in _ways(inner):
                    yield before, way
            yield from _pumps(inner, before)
        before += _sample([node])


def _ways(sequence: list[Node]) -> Iterator[str]:
    yield _sample(sequence)
    if len(sequence) == 1 and _name(sequence[0]) == "IN":
        yield from _members(sequence[0][1])
    for node in sequence:
        for inner in _inner(node):
            yield from _ways(inner)


def _sample(sequence: list[Node]) -> str:
    """Return a text that a sequence takes, or nearly: assertions and references take nothing."""
    return "".join(_one(node) for node in sequence)


def _one(node: Node) -> str:
    name, value = _name(node), node[1]
    if name == "LITERAL":
        return chr(value)
    if name in {"ANY", "NOT_LITERAL"}:
        return "a" if value != ord("a") else "b"
    if name == "IN":
        return next(iter(_members(value)), "a")
    if name in REPEATS:
        return _sample(list(value[2])) * int(min(max(value[0], 1), 50))
    if name in {"ASSERT", "ASSERT_NOT"}:
        return ""
    return next((_sample(inner) for inner in _inner(node)), "")


def _members(items: list[Node]) -> list[str]:
    """Return letters of a class: its own, and those of the pool that it takes."""
    own = "".join(
        chr(value) if _name((op, 0)) == "LITERAL" else chr(value[0]) for op, value in items if str(op) in {"LITERAL", "RANGE"}
    )
    return [letter for letter in dict.fromkeys(own[:8] + POOL) if _takes(items, letter)][:12]


def _takes(items: list[Node], letter: str) -> bool:
    negated = bool(items) and str(items[0][0]) == "NEGATE"
    return negated != any(_fits(item, letter) for item in items)


def _fits(item: Node, letter: str) -> bool:
    name, value = _name(item), item[1]
    if name == "LITERAL":
        return bool(ord(letter) == value)
    if name == "RANGE":
        return bool(value[0] <= ord(letter) <= value[1])
    if name == "CATEGORY":
        kind = str(value)
        fits = re.fullmatch(CATEGORIES[kind.replace("_NOT_", "_")], letter) is not None
        return bool(fits != ("_NOT_" in kind))
    return False
