"""Counts for pages of one article: whether the title is found, how many further articles, how much text is right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.split.result import FoundArticle, Split
from training.bootstrap import Counts, Ratio
from training.pages import LabelledPage, read_rows
from training.titles import title_line

__all__ = ["READER", "KnownArticle", "is_headed_by", "known_articles", "reader_counts"]

READER = {
    "found": Ratio(("found",), ("printed",)),
    "false_a_page": Ratio(("further",), ("printed",)),
    "teasers_a_page": Ratio(("teasers",), ("printed",)),
    "four_grams": Ratio(("four_grams",), ("pages",)),
}
"""Figures for pages of one article.

`found`, `false_a_page` and `teasers_a_page` are averages over the pages that print their title. `four_grams` is an average
over all pages.
"""

WORDS = 4
"""Number of words in an n-gram."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """The known title and text of the only article on a page."""

    title: str
    text: str
    printed: bool
    """Whether a line is the title, or begins or ends with the title. Only letters and digits are compared."""


def known_articles(path: Path) -> dict[str, KnownArticle]:
    """Return the known articles in a file of real pages of one article, by the name of the page."""
    return {row["id"]: _known(row) for row in read_rows(path)}


def _known(row: Mapping[str, Any]) -> KnownArticle:
    title, lines = row["title"] or "", dict(enumerate(row["raw_text"].split("\n")))
    return KnownArticle(title, "\n".join(text for _, text in row["blocks"]), title_line(title, lines) is not None)


def is_headed_by(page: LabelledPage, article: FoundArticle, known: KnownArticle) -> bool:
    """Return whether the headline of `article` is the known title, or begins or ends with the known title."""
    head = article.headline
    return head is not None and title_line(known.title, {0: page.text[head.start : head.end]}) is not None


def reader_counts(page: LabelledPage, split: Split, known: KnownArticle) -> Counts:
    """Return the counts of one page for the ratios of READER."""
    headed = [article for article in split.articles if is_headed_by(page, article, known)]
    best = max(headed or split.articles, key=_size, default=None)
    others = [article for article in split.articles if not (headed and article is best)] if known.printed else []
    teasers = sum(article.teaser for article in others)
    text = "" if best is None else "\n".join(page.text[block.start : block.end] for block in best.blocks)
    return {
        "pages": 1, "printed": known.printed, "found": bool(known.printed and headed),
        "further": len(others) - teasers, "teasers": teasers,
        "four_grams": _overlap(_four_grams(text), _four_grams(known.text)),
    }  # fmt: skip


def _size(article: FoundArticle) -> int:
    return sum(block.end - block.start for block in article.blocks)


def _four_grams(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return Counter(zip(*(words[n:] for n in range(WORDS)), strict=False))


def _overlap(found: Counter[tuple[str, ...]], gold: Counter[tuple[str, ...]]) -> float:
    """Return the F1 of two multisets of n-grams, or 1 if both are empty."""
    total = found.total() + gold.total()
    return 2 * (found & gold).total() / total if total else 1.0
