"""`python -m training.evaluate`: measure the shipped model on the labelled pages, and print tables."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from agents.split.splitter import SPLITTER, split_page
from training.baseline import split_by_rule
from training.calibration import calibrated_in_folds
from training.errors import errors_of
from training.figures import GroupFigures, Known, measure
from training.reader import known_articles
from training.reliability import Bin, ScoredArticle, by_group, errors_by_group, reliability, scored_articles
from training.report import Grid, as_markdown, as_table, error_grids, facts, figure_grid, reliability_grid
from training.score import Found
from training.shapes import ALL, Shape, pages_of, shape_of

__all__ = ["add_options", "known_of", "main", "noted", "present"]

SHARED = Path(__file__).parents[1].parent / "shared"
WIDTH = 170
"""Width of the printed tables in columns, so that the widest table fits."""
SEEN = (
    f"The shipped model {SPLITTER} is trained on these publishers. `make eval FOLDS=1` measures publishers that it has not seen."
)
UNSEEN = "Each line is predicted by models that have not seen its publisher."


def main() -> None:
    """Split the labelled pages with the shipped model, and print the figures.

    The shipped model is trained on these pages, too.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    given = parser.parse_args()
    pages = pages_of(given.data, given.only)
    progress = track(pages, "splitting", console=Console(stderr=True))
    present([(page, split_page(page.text)) for page in progress], given)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the command-line options that choose what is measured and printed."""
    parser.add_argument("--data", type=Path, default=SHARED / "data", help="folder of the labelled pages")
    parser.add_argument("--only", type=Shape, choices=list(Shape), nargs="+", default=list(Shape), help="shapes of pages")
    parser.add_argument("--errors", action="store_true", help="print the errors of real pages of several stories by kind")
    parser.add_argument("--markdown", action="store_true", help="print the tables as the model card has them")
    parser.add_argument("--json", type=Path, help="file the figures are written to, for programs")


def known_of(given: argparse.Namespace) -> Known:
    """Return the known articles of the pages of one article, by the name of the page."""
    return known_articles(given.data / "pages_single.jsonl.gz")


def present(found: Found, given: argparse.Namespace, folds: Mapping[str, int] | None = None) -> None:
    """Print the figures of splits. With `--json`, also write them to a file.

    With `folds`, each line was predicted by a model that was trained without the line's publisher.
    """
    known = known_of(given)
    chosen = [(page, split) for page, split in found if shape_of(page) in given.only]
    figures = measure(chosen, known)
    articles = scored_articles(chosen, known)
    grids = [*_figure_grids(chosen, known, figures), *_reliability_grids(figures, articles, folds)]
    if given.errors:
        grids += error_grids(errors_of([one for one in chosen if shape_of(one[0]) is Shape.REAL]))
    _print(grids, given)
    counted = "; ".join(facts(shape, groups) for shape, groups in figures.items())
    Console(stderr=True).print(f"measured {counted}.\n{UNSEEN if folds else SEEN}", highlight=False, soft_wrap=True)
    if given.json:
        given.json.write_text(json.dumps(_for_programs(figures, articles, folds), indent=1) + "\n", "utf-8")


def _figure_grids(found: Found, known: Known, figures: Mapping[Shape, Mapping[str, GroupFigures]]) -> list[Grid]:
    rule = measure([(page, split_by_rule(page.text)) for page, _ in found], known, only_all=True)
    return [figure_grid(shape, groups, rule[shape][ALL]) for shape, groups in figures.items()]


def _reliability_grids(shapes: Iterable[Shape], articles: Sequence[ScoredArticle], folds: Mapping[str, int] | None) -> list[Grid]:
    return [reliability_grid(f"confidence, {name}", _bins(shapes, own)) for name, own in _confidences(articles, folds).items()]


def _confidences(articles: Sequence[ScoredArticle], folds: Mapping[str, int] | None) -> dict[str, Sequence[ScoredArticle]]:
    """Return the articles with the splitter's confidences, under a title for the tables.

    With `folds`, a second entry has the same articles with confidences that are calibrated on the other folds.
    """
    given = {"as the splitter gives it": articles}
    return {**given, "calibrated on other folds": calibrated_in_folds(articles, folds)} if folds else given


def _bins(shapes: Iterable[Shape], articles: Sequence[ScoredArticle]) -> dict[Shape, list[Bin]]:
    return {shape: reliability(by_group(articles, shape).get(ALL, [])) for shape in shapes}


def _print(grids: Sequence[Grid], given: argparse.Namespace) -> None:
    console = Console(width=WIDTH, soft_wrap=given.markdown)
    for grid in grids:
        if given.markdown:
            console.print(as_markdown(grid), markup=False, highlight=False)
        else:
            console.print(as_table(grid), "")


def noted(found: Found, known: Known, folds: Mapping[str, int]) -> dict[str, dict[str, float]]:
    """Return the figures on unseen publishers by shape and group, for the manifest of the model."""
    articles = calibrated_in_folds(scored_articles(found, known), folds)
    reached = {}
    for shape, groups in measure(found, known).items():
        errors = errors_by_group(articles, shape)
        for name, group in groups.items():
            values = group.values() | ({"ece": errors[name]} if name in errors else {})
            reached[f"{shape} {name}"] = {figure: round(value, 3) for figure, value in values.items()}
    return reached


def _for_programs(
    figures: Mapping[Shape, Mapping[str, GroupFigures]], articles: Sequence[ScoredArticle], folds: Mapping[str, int] | None
) -> dict[str, Any]:
    sets = _confidences(articles, folds)
    return {
        "model": SPLITTER,
        "publishers": "unseen" if folds else "seen",
        "figures": {shape: {name: _plain(group) for name, group in groups.items()} for shape, groups in figures.items()},
        "reliability": {
            name: {s: [b._asdict() for b in bins] for s, bins in _bins(figures, own).items()} for name, own in sets.items()
        },
        "ece": {name: {shape: errors_by_group(own, shape) for shape in figures} for name, own in sets.items()},
    }


def _plain(group: GroupFigures) -> dict[str, Any]:
    return asdict(group) | {"shares": {name: share._asdict() for name, share in group.shares.items()}}


if __name__ == "__main__":
    main()
