"""Labelled pages, where they are at hand: no profile and no language may fall below its floor.

The shipped model has seen their publishers: these floors catch a change of the code that cuts worse, and say nothing
of other publishers. What it reaches on those is measured by `make train`, noted in its manifest, and has floors of its
own; `make eval FOLDS=1` measures it anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import pytest

from agents.split.model import Split
from tests.eval.labelled import COMPOSED, SINGLE, with_pages
from training.pages import LabelledPage
from training.report import grouped
from training.score import Figures

FLOORS: Mapping[str, Mapping[str, float]] = json.loads((Path(__file__).parent / "floors.json").read_text("utf-8"))
UNSEEN: Mapping[str, Mapping[str, float]] = json.loads((Path(__file__).parent / "unseen_floors.json").read_text("utf-8"))
MANIFEST = files("agents.split") / "model_data" / "splitter.json"
PINNED = {
    COMPOSED: "dc40eb769a12e77077493d9b8cd6d8ebaa97275091dc1229febc31ed69420299",
    SINGLE: "d48d3386b48b0461dbed90e56753fa371bd1e8131291d50304742fd454ee2b3e",
}


@pytest.fixture(scope="module")
def figures(found: list[tuple[LabelledPage, Split]]) -> dict[str, Figures]:
    return grouped(found)


@with_pages
@pytest.mark.parametrize("path", PINNED, ids=lambda path: path.name)
def test_the_pages_are_those_the_floors_were_set_on(path: Path) -> None:
    assert sha256(path.read_bytes()).hexdigest() == PINNED[path]


@with_pages
@pytest.mark.parametrize("group", FLOORS)
def test_no_group_of_pages_falls_below_its_floor(group: str, figures: dict[str, Figures]) -> None:
    reached = {name: getattr(figures[group], name) for name in FLOORS[group]}
    assert {name: value for name, value in reached.items() if value < FLOORS[group][name]} == {}


@pytest.mark.parametrize("group", UNSEEN)
def test_training_reached_the_floors_of_unseen_publishers(group: str) -> None:
    reached = json.loads(MANIFEST.read_text("utf-8"))["unseen"][group]
    assert {name: reached[name] for name, floor in UNSEEN[group].items() if reached[name] < floor} == {}


@with_pages
def test_every_group_has_a_floor(figures: dict[str, Figures]) -> None:
    assert set(figures) == set(FLOORS)


@with_pages
def test_pages_without_an_article_give_none(found: list[tuple[LabelledPage, Split]]) -> None:
    empty = [split for page, split in found if page.profile == "zero"]
    assert sum(bool(split.articles) for split in empty) <= 0.05 * len(empty)


@with_pages
def test_hardly_any_text_of_an_article_is_lost_in_furniture(figures: dict[str, Figures]) -> None:
    assert figures["all"].text_lost <= 0.01


@with_pages
def test_the_ledger_of_every_page_accounts_for_every_character(found: list[tuple[LabelledPage, Split]]) -> None:
    for page, split in found:
        assert "".join(page.text[span.start : span.end] for span in split.spans) == page.text
