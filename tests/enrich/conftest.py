from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from agents.enrich.money.find import Money, find_money
from agents.enrich.money.lexicon import lexicon
from agents.enrich.money.neighbours import MoneyContext
from schemas.article import Block, PageRate, UniqueArticle

MakeArticle = Callable[..., UniqueArticle]
Read = Callable[..., list[Money]]


@pytest.fixture(scope="session")
def make_article() -> MakeArticle:
    """Return a maker of articles: one block per line, with `gap` other characters before each on the page."""

    def make(text: str, headline: str = "", rates: tuple[PageRate, ...] = (), gap: int = 0) -> UniqueArticle:
        blocks, at, page = [], 0, 1000
        for line in text.split("\n"):
            page += gap
            span = {"start": at, "end": at + len(line), "page_start": page, "page_end": page + len(line)}
            blocks.append(Block(**span, kind="paragraph"))
            at, page = at + len(line) + 1, page + len(line) + 1
        return UniqueArticle(
            page_topic="t", page_partition=0, page_offset=7, source="Example Herald",
            event_time=datetime(2031, 3, 2, 8, 30, tzinfo=UTC), content_id="c1:ab", article_index=0,
            headline=headline, text=text, page_start=900, page_end=page, headline_start=900,
            headline_end=900 + len(headline), blocks=blocks, confidence=0.9, splitter="s-1",
            rates=list(rates), article_id="c1:ab", version=3,
        )  # fmt: skip

    return make


@pytest.fixture(scope="session")
def read() -> Read:
    """Return a function that finds the money in one line."""

    def money(text: str, language: str | None = "en", priced: tuple[str, ...] = ()) -> list[Money]:
        return list(find_money(MoneyContext(lexicon(), language, frozenset(priced)), text, 0, len(text)))

    return money


@pytest.fixture(scope="session")
def kgs() -> PageRate:
    return PageRate(base="KGS", quote="USD", rate=Decimal("0.01144"), error_bound=Decimal("0.000005"))
