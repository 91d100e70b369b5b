"""Splits and gold to figures: headlines, whole pages, exact bodies, kinds of lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agents.split.model import SpanKind, Split
from training.pages import LabelledPage
from training.single import UNKNOWN

__all__ = ["KIND_OF_LABEL", "Figures", "figures_of"]

KIND_OF_LABEL: dict[str, SpanKind] = {
    "TITLE": "headline", "SUB": "subheading", "PAR": "paragraph", "LI": "list", "DEK": "dek", "META": "byline",
    "DATE": "date", "NAV": "furniture", "TICK": "tick", "": "blank",
}  # fmt: skip
_TEXT = frozenset({"PAR", "LI", "SUB", "DEK"})


@dataclass(frozen=True, slots=True)
class Figures:
    """What a splitter reaches on some pages; shares are 0 to 1."""

    pages: int
    articles: int
    precision: float
    recall: float
    f1: float
    whole_pages: float
    exact_bodies: float
    """Of all gold articles, those with the right headline whose text lines are all there and no other."""
    kinds_f1: float
    """Mean over the kinds that occur."""
    text_lost: float
    """Of the characters of paragraphs, those called furniture."""
    false_a_page: float


def figures_of(found: Iterable[tuple[LabelledPage, Split]]) -> Figures:
    """Compare splits with the gold of their pages."""
    counts: Counter[str] = Counter()
    confusion: Counter[tuple[str, str]] = Counter()
    for page, split in found:
        _count(page, split, counts, confusion)
    right, false, missed = counts["right"], counts["false"], counts["missed"]
    return Figures(
        counts["pages"], right + missed, right / max(1, right + false), right / max(1, right + missed),
        2 * right / max(1, 2 * right + false + missed), counts["whole"] / max(1, counts["pages"]),
        counts["exact"] / max(1, right + missed), _macro(confusion), counts["lost"] / max(1, counts["told"]),
        false / max(1, counts["pages"]),
    )  # fmt: skip


def _count(page: LabelledPage, split: Split, counts: Counter[str], confusion: Counter[tuple[str, str]]) -> None:
    labels = page.labels
    kinds = [span.kind for span in split.spans]
    gold = {n for n, label in enumerate(labels) if label == "TITLE"}
    unknown = {n for n, label in enumerate(labels) if label == UNKNOWN}
    ends = {n: end for n, end in _lines_of(split).items() if n not in unknown}
    counts.update(right=len(gold & ends.keys()), false=len(ends.keys() - gold), missed=len(gold - ends.keys()))
    counts.update(pages=1, whole=gold == ends.keys(), exact=sum(_exact(page, n, ends[n]) for n in gold & ends.keys()))
    for number, (kind, label) in enumerate(zip(kinds, labels, strict=False)):
        if label != UNKNOWN:
            confusion[kind, KIND_OF_LABEL[label]] += 1
        size = split.spans[number].end - split.spans[number].start
        counts.update(told=size * (label == "PAR"), lost=size * (label == "PAR" and kind == "furniture"))


def _lines_of(split: Split) -> dict[int, int]:
    """Return the first line of each article and one past its last."""
    number_at = [(span.start, span.end) for span in split.spans]
    found: dict[int, int] = {}
    at = 0
    for article in split.articles:
        while number_at[at][1] <= article.start:
            at += 1
        first = at
        while number_at[at][1] < article.end:
            at += 1
        found[first] = at + 1
    return found


def _exact(page: LabelledPage, start: int, end: int) -> bool:
    labels = page.labels
    body = {n for n in range(start + 1, end) if labels[n] not in {"", "META"}}
    want = {n for n, label in enumerate(labels) if label in _TEXT and page.articles[n] == page.articles[start]}
    return body == want


def _macro(confusion: Counter[tuple[str, str]]) -> float:
    kinds: Sequence[str] = sorted({gold for _, gold in confusion} - {"blank"})
    scores = []
    for kind in kinds:
        said = sum(count for (one, _), count in confusion.items() if one == kind)
        true = sum(count for (_, other), count in confusion.items() if other == kind)
        scores.append(2 * confusion[kind, kind] / max(1, said + true))
    return sum(scores) / max(1, len(scores))
