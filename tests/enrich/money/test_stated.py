"""Conversions that a text states itself; all texts are invented."""

from __future__ import annotations

from decimal import Decimal

import pytest

from agents.enrich import enrich
from schemas.article import PageRate
from tests.enrich.made_articles import MakeArticle


@pytest.mark.parametrize(
    "text",
    [
        "Each of the herders got 5,500 KGS, or about $60, for the winter.",
        "Each of the herders got 5,500 KGS (~$60) for the winter.",
        "Each of the herders got 5,500 KGS (US$60) for the winter.",
        "Each of the herders got $60 (5,500 KGS) for the winter.",
        "Каждому чабану выдали на зиму 5 500 сомов (около 60 долларов).",
        "Каждому чабану выдали на зиму 5 500 сомов, или примерно 60 долларов США.",
        "Ар бир чабанга кышка 5 500 сомдон (болжол менен 60 доллар) берилди.",
        "Her çobana kış için 5.500 som (yaklaşık 60 dolar) verildi.",
    ],
)
def test_a_stated_conversion_is_found_in_many_forms(make_article: MakeArticle, kgs: PageRate, text: str) -> None:
    soms = next(mention for mention in enrich(make_article(text, rates=(kgs,))).money if mention.currency == "KGS")
    assert (soms.amount, soms.stated_usd, soms.stated_ratio) == (Decimal(5500), Decimal(60), Decimal("0.9536"))


def test_two_amounts_in_one_sentence_are_not_a_conversion(make_article: MakeArticle, kgs: PageRate) -> None:
    clean = enrich(make_article("The school spent 5,500 KGS on chalk and later $60 on books.", rates=(kgs,)))
    assert [mention.stated_usd for mention in clean.money] == [None, None]
