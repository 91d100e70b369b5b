"""Labelled pages: every line has a label and a publisher. Pages are read from files or generated."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from training.single import UNKNOWN, labels_of, publisher_of

__all__ = [
    "LabelledPage",
    "Origin",
    "briefs_pages",
    "composed_pages",
    "is_phrase",
    "publisher_key",
    "read_rows",
    "several_pages",
    "single_pages",
]

_SUFFIX = re.compile(r"\.(?:com|org|net|co|ac|gov|edu)?(?:\.?[a-z]{2,6})?$")
_NO_NAME = re.compile(r"[\W_]+")


class Origin(StrEnum):
    """Where a page comes from. The origin sets the weight of the page in training."""

    COMPOSED = "composed"
    """A page of full articles, one after the other (file `split_pages`)."""
    SINGLE = "single"
    """A real page of one article (file `pages_single`)."""
    SEVERAL = "several"
    """A real page of several stories (files `real_multi` and `real_multi_more`)."""
    BRIEFS = "briefs"
    """A page of headlines and first paragraphs (file `split_briefs`), for measuring only, not for training."""
    TEXT = "text"
    """A headline and its text without boilerplate (`training.texts`)."""
    MADE = "made"
    """A page that `training.compose` generates from full articles."""
    LAID_OUT = "laid out"
    """A generated page in the layout of a real page of several stories (`training.fronts`, `training.refill`)."""


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page with a label, an article and a publisher per line.

    A line of an article has the publisher of the article. For other lines, the publisher may be `page:` and the name of the
    page.
    """

    name: str
    origin: Origin
    profile: str
    language: str
    text: str
    labels: Sequence[str]
    articles: Sequence[int]
    """Index of each line's article; -1 for a line of no article."""
    publishers: Sequence[str]
    file: str = ""
    """Name of the data file without suffixes, for real pages of several stories; else empty."""


def is_phrase(page: LabelledPage, number: int) -> bool:
    """Return whether line `number` is generated boilerplate.

    Such a line is on a generated page and comes from the tables of phrases, so it has no real publisher.
    """
    is_made = page.origin in {Origin.MADE, Origin.LAID_OUT} and page.labels[number] == "NAV"
    return is_made and page.publishers[number] == f"page:{page.name}"


def publisher_key(name: str) -> str:
    """Return the normalised name of a publisher, which is the same in all data files.

    It has the letters and digits of the publisher's host, without the domain suffix.
    """
    bare = _SUFFIX.sub("", name.lower().removeprefix("www.")) or name.lower()
    return _NO_NAME.sub("", bare) or name


def composed_pages(path: Path) -> list[LabelledPage]:
    """Return the composed pages in a file. Each page has several full articles."""
    return [_composed(row, Origin.COMPOSED, {each["idx"]: each["pub"] for each in row["articles"]}) for row in read_rows(path)]


def briefs_pages(path: Path, composed: Path) -> list[LabelledPage]:
    """Return the pages of briefs in the file `path`.

    The file `composed` has the same articles with their publishers.
    """
    published = {each["source_id"]: each["pub"] for row in read_rows(composed) for each in row["articles"]}
    return [
        _composed(row, Origin.BRIEFS, {each["idx"]: published[each["source_id"]] for each in row["articles"]})
        for row in read_rows(path)
    ]


def _composed(row: Mapping[str, Any], origin: Origin, published: Mapping[int, str]) -> LabelledPage:
    owners = {article: publisher_key(publisher) for article, publisher in published.items()}
    return _labelled(row, origin, [owners.get(article, f"page:{row['page_id']}") for _, article in row["line_labels"]])


def several_pages(*paths: Path) -> list[LabelledPage]:
    """Return the real pages of several stories. Every line has the publisher of its page."""
    return [
        _labelled(row, Origin.SEVERAL, [publisher_key(row["publisher"])] * len(row["line_labels"]), path.name.partition(".")[0])
        for path in paths
        for row in read_rows(path)
    ]


def _labelled(row: Mapping[str, Any], origin: Origin, owners: Sequence[str], file: str = "") -> LabelledPage:
    labels = [label for label, _ in row["line_labels"]]
    articles = [article for _, article in row["line_labels"]]
    return LabelledPage(row["page_id"], origin, row["profile"], row["lang"], row["raw_text"], labels, articles, owners, file)


def single_pages(path: Path) -> list[LabelledPage]:
    """Return the real pages of one article. Lines are labelled by comparison with the known text of the article."""
    pages = []
    for row in read_rows(path):
        labels = labels_of(row)
        articles = [-1 if label in {"", "NAV", UNKNOWN} else 0 for label in labels]
        owners = [publisher_key(publisher_of(row["id"], row["url"]))] * len(labels)
        pages.append(LabelledPage(row["id"], Origin.SINGLE, "real", row["lang"], row["raw_text"], labels, articles, owners))
    return pages


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a gzipped file with one JSON object per line."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
