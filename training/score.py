"""Compares splits with the gold labels: headlines, whole pages, exact bodies, and the kinds of lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from agents.split.result import FoundArticle, SpanKind, Split
from training.bootstrap import Counts, Ratio
from training.pages import LabelledPage
from training.single import UNKNOWN

__all__ = ["HEADLINES", "KIND_OF_LABEL", "TEXT", "Found", "articles_by_line", "body_of", "headline_counts", "kinds_f1"]

Found = Sequence[tuple[LabelledPage, Split]]
"""Labelled pages, each with the split of the page."""

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
"""Figures of headlines, as ratios of the counts that `headline_counts` returns.

`exact_bodies`: share of the stories that are found with exactly the right lines of text.
`whole_pages`: share of the pages where exactly the right headlines are found.
`false_share`: of the pages without a story, the share with an article in the split.
`text_lost`: share of the characters of paragraphs that the splitter takes for boilerplate.
"""

KIND_OF_LABEL: dict[str, SpanKind] = {
    "TITLE": "headline", "SUB": "subheading", "PAR": "paragraph", "LI": "list", "DEK": "dek", "META": "byline",
    "DATE": "date", "NAV": "furniture", "TICK": "tick", "": "blank",
}  # fmt: skip
TEXT = frozenset({"PAR", "LI", "SUB", "DEK"})
"""Labels of the lines that are the text of a story."""


def headline_counts(page: LabelledPage, split: Split) -> Counts:
    """Return the counts of one page for the ratios of HEADLINES."""
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
    """Return each article and the line after its end, by the number of the article's first line."""
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
    """Return two sets of line numbers: the body that was found for a headline, and the gold body of the headline.

    The headline is line `start`; the found body ends before line `end`. Neither set has bylines or blank lines.
    """
    found = {number for number in range(start + 1, end) if page.labels[number] not in {"", "META"}}
    gold = {n for n, label in enumerate(page.labels) if label in TEXT and page.articles[n] == page.articles[start]}
    return found, gold


def _exact(page: LabelledPage, start: int, end: int) -> bool:
    found, gold = body_of(page, start, end)
    return found == gold


def kinds_f1(found: Found) -> float:
    """Return the mean F1 over the kinds of lines that occur in the gold labels, without blank lines."""
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
