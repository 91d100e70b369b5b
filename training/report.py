"""The tables of figures, reliability and errors, for a terminal or the model card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table

from training.bootstrap import Estimate
from training.errors import Errors, Kind
from training.figures import GroupFigures
from training.reliability import BINS, Bin, calibration_error
from training.shapes import ALL, Shape

__all__ = ["Grid", "as_markdown", "as_table", "error_grids", "facts", "figure_grid", "reliability_grid"]

WITH_INTERVALS = ("f1", "exact_bodies", "whole_pages", "found", "four_grams")
NAMES = {
    "precision": "P", "recall": "R", "f1": "F1", "exact_bodies": "exact bodies", "whole_pages": "whole pages",
    "false_a_page": "false/page", "false_share": "false on empty", "text_lost": "text lost", "macro_f1": "by publisher",
    "found": "title found", "teasers_a_page": "teasers/page", "four_grams": "4-grams", "kinds_f1": "kinds of lines",
}  # fmt: skip
_STORIES = ("precision", "recall", "f1", "exact_bodies", "whole_pages", "false_a_page")
COLUMNS = {
    Shape.REAL: (*_STORIES, "macro_f1"),
    Shape.BRIEFS: _STORIES,
    Shape.COMPOSED: (*_STORIES, "false_share", "text_lost", "kinds_f1"),
    Shape.SINGLE: ("found", "false_a_page", "teasers_a_page", "four_grams", "precision", "recall", "f1"),
}
MOST_PAGES = 40
"""Maximum number of pages in the list of pages with errors."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of strings."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    names: int = 1
    """Number of columns on the left that have text instead of numbers."""


def as_table(grid: Grid) -> Table:
    """Return a grid as a table for a terminal."""
    table = Table(title=grid.title, title_justify="left", title_style="bold", box=None)
    for place, name in enumerate(grid.head):
        table.add_column(name, justify="left" if place < grid.names else "right", no_wrap=True)
    for row in grid.rows:
        table.add_row(*row)
    return table


def as_markdown(grid: Grid) -> str:
    """Return a grid as a Markdown table for the model card."""
    lines = [grid.head, ["---"] * grid.names + ["---:"] * (len(grid.head) - grid.names), *grid.rows]
    return "\n".join([f"{grid.title}:", "", *(f"| {' | '.join(line)} |" for line in lines), ""])


def figure_grid(shape: Shape, groups: Mapping[str, GroupFigures], rule: GroupFigures) -> Grid:
    """Return the table of a shape's figures, one row per group.

    The last row has the figures of the baseline rule on the same pages.
    """
    head = ["pages of", "pages", "stories", *(NAMES[name] for name in COLUMNS[shape])]
    rows = [_row(shape, name, group) for name, group in groups.items()]
    return Grid(facts(shape, groups), head, [*rows, _row(shape, "all, by the rule of twelve lines", rule)])


def facts(shape: Shape, groups: Mapping[str, GroupFigures]) -> str:
    """Return a line of text with the numbers of pages, stories and publishers of a shape."""
    whole = groups[ALL]
    titled = "" if whole.titled is None else f", {whole.titled:,} of which print their title"
    return f"{shape}: {whole.pages:,} pages{titled}, {whole.stories:,} stories, {whole.publishers:,} publishers"


def _row(shape: Shape, name: str, group: GroupFigures) -> list[str]:
    return [name, f"{group.pages:,}", f"{group.stories:,}", *(_cell(group, figure) for figure in COLUMNS[shape])]


def _cell(group: GroupFigures, figure: str) -> str:
    if figure == "kinds_f1":
        return "-" if group.kinds_f1 is None else _share(group.kinds_f1)
    estimate: Estimate | None = group.shares.get(figure)
    if estimate is None:
        return "-"
    if figure not in WITH_INTERVALS:
        return _share(estimate.value)
    return f"{_share(estimate.value)} {_short(estimate.low)}-{_short(estimate.high)}"


def _share(value: float) -> str:
    return f"{value:.3f}".removeprefix("0") if value < 1 else f"{value:.3f}"


def _short(value: float) -> str:
    return f"{value:.2f}".removeprefix("0") if value < 0.995 else "1.0"


def reliability_grid(title: str, bins: Mapping[Shape, Sequence[Bin]]) -> Grid:
    """Return the table of the ten bins of confidence, with one column per shape.

    A cell has the number of articles, their mean confidence, and the share of right headlines. The last row has the expected
    calibration errors.
    """
    rows = [
        [f"{place / BINS:.1f}-{(place + 1) / BINS:.1f}", *(_bin(own[place]) for own in bins.values())] for place in range(BINS)
    ]
    errors = ["expected calibration error", *(_share(calibration_error(own)) for own in bins.values())]
    return Grid(f"{title} (articles, mean confidence, share right)", ["confidence", *bins], [*rows, errors])


def _bin(one: Bin) -> str:
    return f"{one.articles:,}  {_share(one.confidence)}  {_share(one.right)}" if one.articles else "-"


def error_grids(errors: Errors) -> Iterator[Grid]:
    """Yield the tables of missed headlines, invented headlines, inexact bodies, and the pages with the most errors."""
    total = sum(page.missed for page in errors.pages)
    yield Grid(f"missed headlines: {total:,}", ["by", "which", "missed", "of"], _kinds(errors.missed, errors.stories), 2)
    for name, counts in (("invented headlines", errors.invented), ("inexact bodies", errors.inexact)):
        total = sum(page.invented if counts is errors.invented else page.inexact for page in errors.pages)
        yield Grid(f"{name}: {total:,}", ["by", "which", "count"], _kinds(counts), 2)
    worst = [page for page in errors.pages if page.missed + page.invented + page.inexact]
    rows = [[p.name, p.profile, str(p.stories), str(p.missed), str(p.invented), str(p.inexact)] for p in worst[:MOST_PAGES]]
    yield Grid(
        f"pages with errors: {len(worst):,} of {len(errors.pages):,}, the worst {len(rows)}",
        ["page", "profile", "stories", "missed", "invented", "inexact"], rows, 2,
    )  # fmt: skip


def _kinds(counts: Counter[Kind], of: Counter[Kind] | None = None) -> list[list[str]]:
    ordered = sorted(counts.items(), key=lambda item: (item[0][0], -item[1], item[0]))
    return [[*kind, f"{count:,}", *([] if of is None else [f"{of[kind]:,}"])] for kind, count in ordered]
