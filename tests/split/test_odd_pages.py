"""Pages of odd shapes and several languages, with the kind of each line.

A file of odd_pages/ has one line per line of the page: a letter for its kind, a tab, the line.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.split.result import SpanKind
from agents.split.splitter import split_page

SHAPES = sorted((Path(__file__).parent / "odd_pages").glob("*.txt"))
LETTERS: dict[str, SpanKind] = {
    "H": "headline", "S": "subheading", "P": "paragraph", "L": "list", "D": "dek", "B": "byline", "Y": "date", "T": "tick",
    "F": "furniture", "": "blank",
}  # fmt: skip


UNCERTAIN = pytest.mark.xfail(reason="its first sub-heading is as likely a headline (.49)", strict=True)
PAGES = [pytest.param(path, id=path.stem, marks=[UNCERTAIN] if path.stem == "german" else []) for path in SHAPES]


def gold(path: Path) -> tuple[list[str], list[SpanKind]]:
    lines = [line.partition("\t") for line in path.read_text("utf-8").rstrip("\n").split("\n")]
    return [text for _, _, text in lines], [LETTERS[letter] for letter, _, _ in lines]


@pytest.mark.parametrize("path", PAGES)
def test_every_line_of_a_page_has_its_kind(path: Path) -> None:
    lines, kinds = gold(path)
    split = split_page("\n".join(lines))
    assert [(text, span.kind) for text, span in zip(lines, split.spans, strict=True)] == list(zip(lines, kinds, strict=True))
    heads = [article.headline for article in split.articles if article.headline]
    assert len(heads) == kinds.count("headline")


@pytest.mark.parametrize("path", PAGES)
def test_every_article_has_all_the_text_up_to_the_next(path: Path) -> None:
    lines, kinds = gold(path)
    split = split_page("\n".join(lines))
    owners = [span.article for span in split.spans]
    expected: list[int | None] = []
    index = -1 if "headline" in kinds else 0
    for kind in kinds:
        index += kind == "headline"
        expected.append(None if kind in {"blank", "tick", "furniture"} or index < 0 else index)
    assert owners == expected
