"""No shape, profile or language of the labelled pages falls below its floor.

The shipped model is trained on these pages: the floors of seen pages catch a change of the code that splits worse. `make train`
measures unseen publishers and notes the figures in the manifest; they have separate floors. `make eval FOLDS=1` measures them
again.
"""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.resources import files

import pytest

from agents.split.result import Split
from tests.eval.floors import FLOORS, below, reached_on
from tests.eval.labelled import DATA, FILES, with_pages
from training.pages import LabelledPage

MANIFEST = files("agents.split.model") / "data" / "splitter.json"


@pytest.fixture(scope="module")
def reached(found: list[tuple[LabelledPage, Split]]) -> dict[str, dict[str, float]]:
    return reached_on(found)


@with_pages
@pytest.mark.parametrize("name", FILES)
def test_the_pages_are_those_the_floors_were_set_on(name: str) -> None:
    assert sha256((DATA / name).read_bytes()).hexdigest() == FILES[name]


@with_pages
@pytest.mark.parametrize("group", FLOORS["seen"])
def test_no_group_of_pages_falls_below_its_floor(group: str, reached: dict[str, dict[str, float]]) -> None:
    assert below(reached[group], FLOORS["seen"][group]) == {}


@pytest.mark.parametrize("group", FLOORS["unseen"])
def test_training_reached_the_floors_of_unseen_publishers(group: str) -> None:
    manifest = json.loads(MANIFEST.read_text("utf-8"))
    assert below(manifest["unseen"][group], FLOORS["unseen"][group]) == {}


@with_pages
def test_every_group_has_a_floor(reached: dict[str, dict[str, float]]) -> None:
    assert set(reached) == set(FLOORS["seen"])


@with_pages
def test_pages_without_an_article_give_none(reached: dict[str, dict[str, float]]) -> None:
    assert reached["split_pages profile zero"]["false_share"] <= 0.05


@with_pages
def test_hardly_any_text_of_an_article_is_taken_for_boilerplate(reached: dict[str, dict[str, float]]) -> None:
    assert reached["split_pages all"]["text_lost"] <= 0.01


@with_pages
def test_the_ledger_of_every_page_accounts_for_every_character(found: list[tuple[LabelledPage, Split]]) -> None:
    for page, split in found:
        assert "".join(page.text[span.start : span.end] for span in split.spans) == page.text
