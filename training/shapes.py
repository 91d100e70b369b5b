"""The shapes of labelled pages, and the groups of pages in the reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path

from training.pages import LabelledPage, Origin, briefs_pages, composed_pages, several_pages, single_pages

__all__ = ["ALL", "Shape", "groups_of", "pages_of", "shape_of"]

ALL = "all"
DIGEST = "real_digest"


class Shape(StrEnum):
    """The shape of a labelled page. The option `--only` takes these values."""

    REAL = "real"
    """Real pages of several stories."""
    BRIEFS = "briefs"
    COMPOSED = "split_pages"
    SINGLE = "single"
    """Real pages of one article."""


_SHAPES = {
    Origin.SEVERAL: Shape.REAL, Origin.BRIEFS: Shape.BRIEFS, Origin.COMPOSED: Shape.COMPOSED, Origin.SINGLE: Shape.SINGLE,
}  # fmt: skip


def shape_of(page: LabelledPage) -> Shape:
    """Return the shape of a labelled page."""
    return _SHAPES[page.origin]


def groups_of(page: LabelledPage) -> Iterator[str]:
    """Yield the names of the groups that a page belongs to."""
    yield ALL
    if page.origin is Origin.SINGLE:
        yield "language en" if page.language == "en" else "other languages"
        return
    if page.origin is Origin.SEVERAL:
        yield f"set {page.file}"
        if page.profile != DIGEST:
            yield "without digests"
    yield f"profile {page.profile}"
    yield f"language {page.language}"


def pages_of(folder: Path, shapes: Iterable[Shape]) -> list[LabelledPage]:
    """Return the labelled pages of the given shapes, read from the data files in `folder`."""
    composed = folder / "split_pages.jsonl.gz"
    loaders = {
        Shape.REAL: lambda: several_pages(folder / "real_multi.jsonl.gz", folder / "real_multi_more.jsonl.gz"),
        Shape.BRIEFS: lambda: briefs_pages(folder / "split_briefs.jsonl.gz", composed),
        Shape.COMPOSED: lambda: composed_pages(composed),
        Shape.SINGLE: lambda: single_pages(folder / "pages_single.jsonl.gz"),
    }
    return [page for shape in shapes for page in loaders[shape]()]
