"""The counts of a split against the gold labels: headlines, whole pages, exact bodies; and the F1 of the kinds of lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from agents.split.result import FoundArticle, SpanKind, Split
from training.bootstrap import Counts, Ratio
from training.pages import LabelledPage
from training.single import UNKNOWN

__all__ = ["HEADLINES", "KIND_OF_LABEL", "TEXT", "Found", "articles_by_line", "body_of", "headline_counts", "kinds_f1"]

Found = Sequence[tuple[LabelledPage, Split]]
"""Labelled pages, each with its split."""

HEADLINES = {
    "precision": Ratio(("right",), ("right", "false")),
    "recall": Ratio(("right",), ("right", "missed")),
    "f1": Ratio(("right", "right"), ("right", "right", "false", "missed")),
    "exact_bodies": Ratio(("exact",), ("right", "missed")),
    "whole_pages": Ratio(("whole",), ("pages",)),
    "false_a_page": Ratio(("false",), ("pages",)),
    "false_share": Ratio(("empty_false",), ("empty",)),
    "text_lost": Ratio(("lost",), ("characters",)),
}
"""Figures of headlines.

`exact_bodies`: share of the stories whose headline and text lines are all found, without another line.
`whole_pages`: share of the pages whose headlines are all found, without another headline.
`false_share`: share of the pages without a story that have an article.
`text_lost`: share of the characters of paragraphs that are taken for boilerplate.
"""

KIND_OF_LABEL: dict[str, SpanKind] = {
    "TITLE": "headline", "SUB": "subheading", "PAR": "paragraph", "LI": "list", "DEK": "dek", "META": "byline",
    "DATE": "date", "NAV": "furniture", "TICK": "tick", "": "blank",
}  # fmt: skip
TEXT = frozenset({"PAR", "LI", "SUB", "DEK"})
"""Labels of the text of a story."""


def headline_counts(page: LabelledPage, split: Split) -> Counts:
    """Return the counts of a page that HEADLINES divides."""
    gold = {number for number, label in enumerate(page.labels) if label == "TITLE"}
    found = {number: end for number, (_, end) in articles_by_line(split).items() if page.labels[number] != UNKNOWN}
    right = gold & found.keys()
    return {
        "pages": 1, "right": len(right), "false": len(found.keys() - gold), "missed": len(gold - found.keys()),
        "exact": sum(_exact(page, number, found[number]) for number in right), "whole": gold == found.keys(),
        "empty": not gold, "empty_false": bool(not gold and found), **_characters(page, split),
    }  # fmt: skip


def _characters(page: LabelledPage, split: Split) -> Counts:
    paragraphs = [span for span, label in zip(split.spans, page.labels, strict=False) if label == "PAR"]
    lost = sum(span.end - span.start for span in paragraphs if span.kind == "furniture")
    return {"characters": sum(span.end - span.start for span in paragraphs), "lost": lost}


def articles_by_line(split: Split) -> dict[int, tuple[FoundArticle, int]]:
    """Return, by the number of its first line, each article and one past its last line."""
    found: dict[int, tuple[FoundArticle, int]] = {}
    at = 0
    for article in split.articles:
        while split.spans[at].end <= article.start:
            at += 1
        first = at
        while split.spans[at].end < article.end:
            at += 1
        found[first] = article, at + 1
    return found


def body_of(page: LabelledPage, start: int, end: int) -> tuple[set[int], set[int]]:
    """Return the line numbers of a found body and of the story of its headline; bylines are in neither."""
    found = {number for number in range(start + 1, end) if page.labels[number] not in {"", "META"}}
    gold = {n for n, label in enumerate(page.labels) if label in TEXT and page.articles[n] == page.articles[start]}
    return found, gold


def _exact(page: LabelledPage, start: int, end: int) -> bool:
    found, gold = body_of(page, start, end)
    return found == gold


def kinds_f1(found: Found) -> float:
    """Return the mean F1 of the kinds of lines over the kinds that occur."""
    pairs = Counter(
        (span.kind, KIND_OF_LABEL[label])
        for page, split in found
        for span, label in zip(split.spans, page.labels, strict=False)
        if label != UNKNOWN
    )
    scores = []
    for kind in sorted({gold for _, gold in pairs} - {"blank"}):
        predicted = sum(count for (one, _), count in pairs.items() if one == kind)
        true = sum(count for (_, other), count in pairs.items() if other == kind)
        scores.append(2 * pairs[kind, kind] / max(1, predicted + true))
    return sum(scores) / max(1, len(scores))
