"""The floors of all shapes and groups of pages, in floors.json; `python -m tests.eval.floors` sets those of seen pages.

`seen`: the figures of the shipped model on the pages that it is trained on, minus a margin.
`unseen`: the least figures of training on publishers that the model has not seen; set by hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from agents.split.splitter import split_page
from tests.eval.labelled import DATA, measured_pages
from training.figures import LOWER_IS_BETTER, measure
from training.reader import known_articles
from training.score import Found

__all__ = ["FLOORS", "below", "reached_on"]

FILE = Path(__file__).parent / "floors.json"
FLOORS: Mapping[str, Mapping[str, Mapping[str, float]]] = json.loads(FILE.read_text("utf-8"))
LESS = 0.005
"""Margin between a figure and its floor."""
HELD = ("f1", "exact_bodies", "whole_pages", "found", "false_a_page", "four_grams", "kinds_f1", "text_lost")


def reached_on(found: Found) -> dict[str, dict[str, float]]:
    """Return the figures of splits, by shape and group."""
    figures = measure(found, known_articles(DATA / "pages_single.jsonl.gz"))
    return {f"{shape} {name}": group.values() for shape, groups in figures.items() for name, group in groups.items()}


def below(reached: Mapping[str, float], floors: Mapping[str, float]) -> dict[str, float]:
    """Return the figures below their floors; for LOWER_IS_BETTER, those above."""
    return {name: reached[name] for name, floor in floors.items() if _is_worse(name, reached[name], floor)}


def _is_worse(name: str, value: float, floor: float) -> bool:
    return value > floor if name in LOWER_IS_BETTER else value < floor


def main() -> None:
    """Set the floors of seen pages to the figures of the shipped model, minus a margin."""
    reached = reached_on([(page, split_page(page.text)) for page in measured_pages()])
    seen = {group: {name: _floor(name, values[name]) for name in HELD if name in values} for group, values in reached.items()}
    FILE.write_text(json.dumps({**FLOORS, "seen": seen}, indent=1) + "\n", "utf-8")


def _floor(name: str, value: float) -> float:
    return round(value + LESS if name in LOWER_IS_BETTER else max(0.0, value - LESS), 3)


if __name__ == "__main__":
    main()
