"""A text that is one article: its headline, and the kinds of its lines."""

from __future__ import annotations

import pytest

from agents.split.result import SpanKind
from agents.split.splitter import split_article

LEAD = "The council of Verin met on Tuesday and agreed to repair the old bridge over the river by the end of May."
REST = "Work begins on Monday. The council will publish what the bridge has cost when the last stone is in place."


def pieces(text: str) -> list[tuple[SpanKind, str]]:
    return [(span.kind, text[span.start : span.end].strip()) for span in split_article(text).spans if span.kind != "blank"]


@pytest.mark.parametrize("headline", ["Verin Repairs Its Bridge", "Who pays for the bridge?", "The bridge is repaired."])
def test_the_first_line_is_the_headline(headline: str) -> None:
    assert pieces(f"{headline}\n\n{LEAD}\n\nWhat Comes Next\n\n{REST}\n") == [
        ("headline", headline),
        ("paragraph", LEAD),
        ("subheading", "What Comes Next"),
        ("paragraph", REST),
    ]


def test_an_article_that_starts_with_its_text_has_no_headline() -> None:
    text = f"{LEAD}\nWhat Comes Next\n{REST}"
    (article,) = split_article(text).articles
    assert article.headline is None
    assert [block.kind for block in article.blocks] == ["paragraph", "subheading", "paragraph"]
    assert (article.start, article.end, article.confidence) == (0, len(text), 1.0)


def test_another_headline_does_not_end_the_article() -> None:
    other = "Snow Closes the Pass Above the Village of Torma Until Friday"
    snow = "Snow has closed the pass above Torma, and the road service said it will stay so."
    text = f"Verin Repairs Its Bridge\n{LEAD}\n{REST}\n{other}\n{snow}"
    (article,) = split_article(text).articles
    assert len(article.blocks) == 4


def test_a_dek_is_between_headline_and_text() -> None:
    dek = "Three arches are cracked, and the fourth was never finished"
    assert pieces(f"Verin Repairs Its Bridge\n{dek}\nBy Anna Dell\n{LEAD}")[1:3] == [("dek", dek), ("byline", "By Anna Dell")]


def test_a_list_belongs_to_the_article() -> None:
    text = "Bridges of Verin\n" + "".join(
        f"• {name}\n" for name in ("Old", "New", "Mill", "Rail", "Rope", "Foot", "Gate", "Sun", "Moon")
    )
    (article,) = split_article(text).articles
    assert [block.kind for block in article.blocks] == ["list"] * 9


def test_an_article_has_its_date_and_its_ticks() -> None:
    split = split_article(f"8 декабря 2025 года\nVerin Repairs Its Bridge\n{LEAD}\nUSD/KGS 87.45\n")
    assert split.page_date is not None
    assert split.page_date.isoformat() == "2025-12-08"
    assert [tick.count for tick in split.ticks] == [1]


def test_a_headline_alone_is_no_article() -> None:
    assert split_article("Verin Repairs Its Bridge\n").articles == ()
