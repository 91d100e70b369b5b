"""Computes the figures of splits, for every shape and group of pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agents.split.result import Split
from training.bootstrap import Counts, Estimate, Ratio, estimates
from training.pages import LabelledPage
from training.reader import READER, KnownArticle, reader_counts
from training.score import HEADLINES, Found, headline_counts, kinds_f1
from training.shapes import ALL, Shape, groups_of, shape_of

__all__ = ["LOWER_IS_BETTER", "GroupFigures", "Known", "measure"]

Known = Mapping[str, KnownArticle]
"""The known articles of the pages of one article, by the name of the page."""
LOWER_IS_BETTER = frozenset({"false_a_page", "teasers_a_page", "false_share", "text_lost", "ece"})
BY_LABEL = {name: HEADLINES[name] for name in ("precision", "recall", "f1")}
"""Further figures for pages of one article. Only the line labelled TITLE counts as the headline."""
GROUPS = (ALL, "set ", "without ", "profile ", "language ", "")
"""How the names of groups begin, in the order in which groups are printed."""
MACRO = {"macro_f1": Ratio(("f1",), ("publishers",))}


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """The accuracy of a splitter on a group of labelled pages that have one shape, such as briefs or fronts."""

    pages: int
    stories: int
    publishers: int
    shares: Mapping[str, Estimate]
    kinds_f1: float | None = None
    """Mean F1 of the kinds of lines; None unless the group is all pages of a shape."""
    titled: int | None = None
    """Number of pages that print their title; None unless they are pages of one article."""

    def values(self) -> dict[str, float]:
        """Return the figures without their intervals, by name."""
        plain = {name: share.value for name, share in self.shares.items()}
        return plain if self.kinds_f1 is None else {**plain, "kinds_f1": self.kinds_f1}


def measure(found: Found, known: Known, *, only_all: bool = False) -> dict[Shape, dict[str, GroupFigures]]:
    """Return the figures of every shape that occurs, by group of pages.

    With `only_all`, the only group is that of all pages of the shape.
    """
    groups: dict[Shape, dict[str, list[tuple[LabelledPage, Counts]]]] = defaultdict(lambda: defaultdict(list))
    for page, split in found:
        counts = _counts(page, split, known)
        for name in [ALL] if only_all else groups_of(page):
            groups[shape_of(page)][name].append((page, counts))
    kinds = {shape: kinds_f1([one for one in found if shape_of(one[0]) is shape]) for shape in groups}
    return {
        shape: {name: _figures(shape, own[name], kinds[shape] if name == ALL else None) for name in sorted(own, key=_place)}
        for shape, own in groups.items()
    }


def _place(group: str) -> tuple[int, str]:
    """Return the sort key of a group: all pages come first, then files, profiles and languages."""
    return next(place for place, start in enumerate(GROUPS) if group.startswith(start)), group


def _counts(page: LabelledPage, split: Split, known: Known) -> Counts:
    """Return the counts of a page for HEADLINES and, if it is a page of one article, also for READER."""
    counts = headline_counts(page, split)
    return {**counts, **reader_counts(page, split, known[page.name])} if shape_of(page) is Shape.SINGLE else counts


def _figures(shape: Shape, counted: Sequence[tuple[LabelledPage, Counts]], kinds: float | None) -> GroupFigures:
    counts = [each for _, each in counted]
    shares = estimates(counts, {**BY_LABEL, **READER} if shape is Shape.SINGLE else HEADLINES)
    if shape is Shape.REAL:
        shares |= _macro(counted)
    stories = round(sum(each["right"] + each["missed"] for each in counts))
    titled = round(sum(each["printed"] for each in counts)) if shape is Shape.SINGLE else None
    return GroupFigures(len(counts), stories, len(_publishers(page for page, _ in counted)), shares, kinds, titled)


def _macro(counted: Sequence[tuple[LabelledPage, Counts]]) -> dict[str, Estimate]:
    """Return the mean F1 over publishers. The interval of this mean is bootstrapped over publishers."""
    own: dict[str, list[Counts]] = defaultdict(list)
    for page, counts in counted:
        own[page.publishers[0]].append(counts)
    f1 = [_f1(sum(c["right"] for c in each), sum(c["false"] + c["missed"] for c in each)) for each in own.values()]
    return estimates([{"publishers": 1, "f1": each} for each in f1], MACRO)


def _f1(right: float, wrong: float) -> float:
    return 2 * right / max(1, 2 * right + wrong)


def _publishers(pages: Iterable[LabelledPage]) -> set[str]:
    """Return the publishers of the stories on the pages."""
    return {owner for page in pages for owner, article in zip(page.publishers, page.articles, strict=True) if article >= 0}
