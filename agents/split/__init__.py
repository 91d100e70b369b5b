"""The split stage: from the text of a page to articles, ticks, and a ledger that accounts for every character."""

from __future__ import annotations

from agents.split.repaired import split
from agents.split.result import FoundArticle, PageTick, Span, SpanKind, Split
from agents.split.splitter import SPLITTER, split_article, split_page
from agents.split.stage import STAGE, PageObservation

__all__ = [
    "SPLITTER",
    "STAGE",
    "FoundArticle",
    "PageObservation",
    "PageTick",
    "Span",
    "SpanKind",
    "Split",
    "split",
    "split_article",
    "split_page",
]  # fmt: skip
