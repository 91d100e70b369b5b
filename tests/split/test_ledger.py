"""The ledger: every character of any text is in exactly one span."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.split.ledger import BLOCK_KINDS
from agents.split.result import Split
from agents.split.splitter import split_article, split_page

PROSE = "The council of Verin met on Tuesday and agreed to repair the old bridge over the river by the end of May."
LINES = st.sampled_from([
    "", " ", PROSE, PROSE.upper(), "A Bridge Is to Be Repaired", "Looking Ahead", "• item", "• KGS/USD = 0.01144 -0%",
    "08 December 2025", "By Anna Verinova", "He said:", "“Yes.”", "Share", "\u200b", "a\rb", "a\u2028b", "x", "Who pays?",
])  # fmt: skip
PAGES = st.builds("".join, st.lists(st.builds("".join, st.tuples(LINES, st.sampled_from(["\n", "\r\n", "\n\n"]))), max_size=30))
TEXTS = st.one_of(st.text(), PAGES, st.builds("".join, st.tuples(PAGES, LINES)))


def assert_sound(text: str, split: Split) -> None:
    assert "".join(text[span.start : span.end] for span in split.spans) == text
    assert all(one.end == other.start for one, other in zip(split.spans, split.spans[1:], strict=False))
    assert all(span.end > span.start for span in split.spans)
    assert not split.spans or (split.spans[0].start, split.spans[-1].end) == (0, len(text))
    for index, article in enumerate(split.articles):
        assert_article(text, split, index)
        assert 0 <= article.confidence <= 1
    assert split.confidence == min((article.confidence for article in split.articles), default=None)
    assert all(one.end <= other.start for one, other in zip(split.articles, split.articles[1:], strict=False))


def assert_article(text: str, split: Split, index: int) -> None:
    """An article's spans are the printed part of its lines in the ledger, all of them."""
    article = split.articles[index]
    pieces = [*([article.headline] if article.headline else []), *article.blocks]
    lines = [span for span in split.spans if span.article == index and span.kind in {*BLOCK_KINDS, "headline"}]
    assert [piece.kind for piece in pieces] == [line.kind for line in lines]
    for piece, line in zip(pieces, lines, strict=True):
        assert line.start <= piece.start < piece.end <= line.end
        assert text[piece.start : piece.end].strip() == text[piece.start : piece.end]
    assert (article.start, article.end) == (pieces[0].start, pieces[-1].end)
    assert article.blocks


@settings(max_examples=300)
@given(TEXTS)
def test_the_spans_of_any_page_tile_it(text: str) -> None:
    assert_sound(text, split_page(text))


@settings(max_examples=200)
@given(TEXTS)
def test_the_spans_of_any_article_tile_it_and_it_is_one_article_at_most(text: str) -> None:
    split = split_article(text)
    assert_sound(text, split)
    assert len(split.articles) <= 1


@given(PAGES)
def test_the_same_page_is_split_the_same_way(text: str) -> None:
    assert split_page(text) == split_page(text)


@pytest.mark.parametrize("text", ["", "\n", " \n\t\n", "\u200b\n\u2028"])
def test_a_page_without_ink_has_no_article_and_all_its_characters_are_blank(text: str) -> None:
    split = split_page(text)
    assert (split.articles, split.ticks, split.page_date, split.confidence) == ((), (), None, None)
    assert {span.kind for span in split.spans} <= {"blank"}
    assert sum(span.end - span.start for span in split.spans) == len(text)


def test_the_line_break_belongs_to_the_line_and_not_to_the_block() -> None:
    text = f"  A Bridge Is to Be Repaired \r\n{PROSE}\r\n"
    split = split_article(text)
    (article,) = split.articles
    assert article.headline is not None
    assert text[article.headline.start : article.headline.end] == "A Bridge Is to Be Repaired"
    assert [text[block.start : block.end] for block in article.blocks] == [PROSE]
    assert [text[span.start : span.end] for span in split.spans] == text.splitlines(keepends=True)
