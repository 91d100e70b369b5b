"""The money mentions of an article; all texts are invented."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from agents.enrich import enrich
from agents.enrich.money.mentions import MOST_MENTIONS
from schemas.article import PageRate
from tests.enrich.made_articles import LINES, MakeArticle


def test_an_amount_has_its_dollar_value_and_the_stated_one(make_article: MakeArticle, kgs: PageRate) -> None:
    clean = enrich(make_article("Each of the herders got 5,500 KGS (approximately $60) for the winter.", rates=(kgs,)))
    soms, dollars = clean.money
    assert (soms.amount, soms.currency, soms.usd) == (Decimal(5500), "KGS", Decimal("62.92"))
    assert (soms.usd_low, soms.usd_high, soms.reason) == (Decimal("62.89"), Decimal("62.95"), None)
    assert (soms.stated_usd, soms.stated_ratio) == (Decimal(60), Decimal("0.9536"))
    assert (dollars.text, dollars.usd, dollars.usd_low, dollars.stated_usd) == ("$60", Decimal(60), Decimal(60), None)


def test_without_a_rate_on_the_page_there_is_only_the_stated_value(make_article: MakeArticle) -> None:
    soms = enrich(make_article("The fine is 5,500 KGS ($60).")).money[0]
    assert (soms.usd, soms.reason, soms.stated_usd, soms.stated_ratio) == (None, "no_rate_on_page", Decimal(60), None)


def test_a_mention_does_not_cross_the_end_of_a_line(make_article: MakeArticle) -> None:
    assert enrich(make_article("The bridge is 5 million\nsoms were found elsewhere, 900")).money == []


def test_the_number_of_mentions_is_limited(make_article: MakeArticle) -> None:
    clean = enrich(make_article("$5, " * 300 + "\n" + "$6, " * 300))
    assert len(clean.money) == MOST_MENTIONS
    assert {mention.text for mention in clean.money} == {"$5"}


@given(LINES, st.integers(0, 50), st.data())
def test_a_mention_is_the_same_characters_in_the_text_and_on_the_page(
    make_article: MakeArticle, text: str, gap: int, data: st.DataObject
) -> None:
    article = make_article(text, gap=gap)
    furniture = data.draw(st.sampled_from("x·😀"))
    page = furniture * 1000 + "\n".join(furniture * gap + line for line in text.split("\n"))
    for mention in enrich(article).money:
        assert text[mention.start : mention.end] == mention.text
        assert page[mention.page_start : mention.page_end] == mention.text
