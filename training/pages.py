"""Files of labelled pages to pages with a label and a publisher for every line."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.single import UNKNOWN, labels_of, publisher_of

__all__ = ["LabelledPage", "composed_pages", "read_rows", "single_pages"]


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page with one label a line; `publishers` name whose article a line is, or the page itself."""

    name: str
    profile: str
    language: str
    text: str
    labels: Sequence[str]
    articles: Sequence[int]
    """Index of the article a line belongs to, -1 for none."""
    publishers: Sequence[str]


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a file of one gzipped JSON object a line."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def composed_pages(path: Path) -> list[LabelledPage]:
    """Read pages composed of several articles, labelled line by line."""
    return [_composed(row) for row in read_rows(path)]


def _composed(row: dict[str, Any]) -> LabelledPage:
    labels = [label for label, _ in row["line_labels"]]
    articles = [article for _, article in row["line_labels"]]
    publisher = {article["idx"]: article["pub"] for article in row["articles"]}
    owners = [publisher.get(article, f"page:{row['page_id']}") for article in articles]
    return LabelledPage(row["page_id"], row["profile"], row["lang"], row["raw_text"], labels, articles, owners)


def single_pages(path: Path) -> list[LabelledPage]:
    """Read real pages of one article each, and label their lines by the article's known text."""
    pages = []
    for row in read_rows(path):
        labels = labels_of(row)
        articles = [-1 if label in {"", "NAV", UNKNOWN} else 0 for label in labels]
        publisher = publisher_of(row["id"], row["url"])
        pages.append(LabelledPage(row["id"], "real", row["lang"], row["raw_text"], labels, articles, [publisher] * len(labels)))
    return pages
