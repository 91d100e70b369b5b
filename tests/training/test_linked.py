"""Links between paragraphs are furniture, and the article around them stays whole."""

from __future__ import annotations

import random

import pytest

from training.linked import linked
from training.pages import LabelledPage, Origin

LINES = [
    ("Shepherds rebuild a footbridge", "TITLE", 0),
    ("", "", -1),
    ("Eleven shepherds carried larch beams up the valley.", "PAR", 0),
    ("", "", -1),
    ("The bridge will hold four hundred sheep.", "PAR", 0),
    ("", "", -1),
    ("Felt makers open a shop", "TITLE", 1),
    ("", "", -1),
    ("Nine women sell carpets in the old post office.", "PAR", 1),
]
PAGE = LabelledPage(
    "page", Origin.MADE, "composed", "en", "\n".join(text for text, _, _ in LINES), [label for _, label, _ in LINES],
    [article for _, _, article in LINES], ["shore"] * len(LINES),
)  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_a_link_stands_between_two_paragraphs_of_one_article_and_nothing_else_changes(seed: int) -> None:
    page = linked(PAGE, ["See also"], ["Pelicans return to the lake"], random.Random(seed))  # noqa: S311  no secret
    lines = page.text.split("\n")
    added = [place for place, label in enumerate(page.labels) if label == "NAV"]
    assert added
    assert all("Pelicans" in lines[place] or lines[place] == "See also" for place in added)
    assert "Eleven shepherds" in "".join(lines[: added[0]])
    assert lines[added[-1] + 1 :][:2] == ["", "The bridge will hold four hundred sheep."]
    labelled = [
        (text, label, article)
        for text, label, article in zip(lines, page.labels, page.articles, strict=True)
        if label not in {"", "NAV"}
    ]
    assert labelled == [line for line in LINES if line[1]]
    assert len(lines) == len(page.labels) == len(page.articles) == len(page.publishers)
