"""A labelled page, splits of it, and files of rows, for the tests of training."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from agents.split.result import FoundArticle, Span, Split
from agents.text.lines import split_lines
from training.pages import LabelledPage, Origin

__all__ = ["FERRY", "labelled", "split_at", "write"]

FERRY = [
    ("Lake News", "NAV", -1),
    ("Ferry returns to the lake after two years", "TITLE", 0),
    ("The first ferry left the northern pier on Monday at dawn with eighty passengers and the mail of four villages.", "PAR", 0),
    ("", "", -1),
    ("Barley prices rise in the valley", "TITLE", 1),
    ("Farmers at the market asked a tenth more than last year for a sack of barley, and nobody was surprised.", "PAR", 1),
    ("A sack costs less than a boot.", "PAR", 1),
    ("Read more", "NAV", -1),
]
"""A page of two stories: its lines, their labels, the stories they belong to."""


def labelled(
    lines: Iterable[tuple[str, str, int]] = FERRY, origin: Origin = Origin.SEVERAL, name: str = "page", publisher: str = "lake"
) -> LabelledPage:
    """Return a page of labelled lines."""
    text, labels, articles = zip(*lines, strict=True)
    owners = [publisher] * len(text)
    return LabelledPage(name, origin, "real_front", "en", "\n".join(text), labels, articles, owners, "real_multi")


def split_at(page: LabelledPage, *found: tuple[int, int] | tuple[int, int, float]) -> Split:
    """Return a split with articles from a headline's line to before another line; each may say how sure it is."""
    lines = split_lines(page.text)
    articles = []
    for index, (start, end, *sure) in enumerate(found):
        body = [line for line in lines[start + 1 : end] if line.printed]
        blocks = tuple(Span(line.left, line.right, "paragraph", index) for line in body)
        head = Span(lines[start].left, lines[start].right, "headline", index)
        articles.append(FoundArticle(head, blocks, head.start, blocks[-1].end, sure[0] if sure else 1.0))
    spans = tuple(Span(line.start, line.end, "furniture", None) for line in lines)
    return Split(tuple(articles), (), spans, None, None)


def write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write a gzipped file of one JSON object per line."""
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
