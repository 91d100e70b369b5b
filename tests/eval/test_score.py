"""The figures equal those of the scorer of the data, if both are available, to the last digit."""

from __future__ import annotations

import importlib.util
from bisect import bisect_right
from itertools import accumulate
from types import ModuleType
from typing import Any

import pytest

from agents.split.result import Split
from tests.eval.labelled import DATA, with_pages
from tests.support import SHARED
from training.figures import GroupFigures, measure
from training.pages import LabelledPage, read_rows
from training.shapes import Shape

SCORER = SHARED / "eval" / "score_split.py"
THEIRS = {
    "precision": "P", "recall": "R", "f1": "F1", "exact_bodies": "article_exact", "whole_pages": "pages_all_starts_right",
}  # fmt: skip
SETS = [
    ("real_multi", Shape.REAL, "set real_multi"), ("real_multi_more", Shape.REAL, "set real_multi_more"),
    ("split_briefs", Shape.BRIEFS, "all"), ("split_pages", Shape.COMPOSED, "all"),
]  # fmt: skip

ROUNDED = 0.000501
"""The scorer rounds to three digits; sums in another order may fall on the other side of a half."""

Found = list[tuple[LabelledPage, Split]]


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_split", SCORER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def figures(found: Found) -> dict[Shape, dict[str, GroupFigures]]:
    return measure([one for one in found if one[0].origin != "single"], {})


def _predicted(page: LabelledPage, split: Split) -> list[tuple[int, int]]:
    """Return the first line of each article and one past its last, counted by line ends."""
    starts = [0, *accumulate(len(line) + 1 for line in page.text.split("\n"))]
    return [(bisect_right(starts, a.start) - 1, bisect_right(starts, max(a.start, a.end - 1))) for a in split.articles]


def _check_same(figures: GroupFigures, scored: dict[str, Any]) -> None:
    values = {name: figures.values().get(name, 0) for name in THEIRS}
    assert values == pytest.approx({name: scored[key] for name, key in THEIRS.items()}, abs=ROUNDED)
    assert figures.stories == scored["articles"]


@with_pages
@pytest.mark.skipif(not SCORER.exists(), reason="the scorer is not at hand")
@pytest.mark.parametrize(("file", "shape", "group"), SETS, ids=[file for file, *_ in SETS])
def test_figures_are_those_of_the_scorer_that_came_with_the_data(
    file: str, shape: Shape, group: str, found: Found, figures: dict[Shape, dict[str, GroupFigures]], scorer: ModuleType
) -> None:
    rows = read_rows(DATA / f"{file}.jsonl.gz")
    predicted = {page.name: _predicted(page, split) for page, split in found}
    scored, by_profile = scorer.score(rows, predicted)
    _check_same(figures[shape][group], scored)
    if group == "all":
        for profile, own in by_profile.items():
            _check_same(figures[shape][f"profile {profile}"], own)
