"""Splits and gold to the tables people read: by profile, by language, real pages apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rich.table import Table

from agents.split.model import Split
from training.pages import LabelledPage, Origin
from training.score import Figures, figures_of

__all__ = ["Found", "grouped", "tables"]

Found = Sequence[tuple[LabelledPage, Split]]


def grouped(found: Found) -> dict[str, Figures]:
    """Return the figures of all composed pages, of each profile and of each language, by name."""
    groups: dict[str, list[tuple[LabelledPage, Split]]] = defaultdict(list)
    for page, split in found:
        names = (
            ["real pages"] if page.origin is Origin.SINGLE else ["all", f"profile {page.profile}", f"language {page.language}"]
        )
        for name in names:
            groups[name].append((page, split))
    return {name: figures_of(group) for name, group in sorted(groups.items())}


def tables(found: Found) -> Iterator[Table]:
    """Yield the table of all figures."""
    table = Table("pages of", "pages", "articles", "P", "R", "F1", "whole", "bodies", "kinds", "lost", "false/page", box=None)
    for name, figures in grouped(found).items():
        table.add_row(name, *_row(figures))
    yield table


def _row(figures: Figures) -> Iterable[str]:
    yield from (str(figures.pages), str(figures.articles))
    shares = (
        figures.precision, figures.recall, figures.f1, figures.whole_pages, figures.exact_bodies, figures.kinds_f1,
        figures.text_lost, figures.false_a_page,
    )  # fmt: skip
    yield from (f"{share:.3f}" for share in shares)
