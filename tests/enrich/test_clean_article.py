"""All texts are invented."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.enrich import STAGE, enrich
from agents.enrich.money.mentions import MOST_MENTIONS
from agents.stage import Received, Record
from schemas.article import CleanArticle, MoneyMention, PageRate, UniqueArticle
from schemas.codec import decode, encode
from schemas.topics import ARTICLES_CLEAN

MakeArticle = Callable[..., UniqueArticle]


def by_text(article: CleanArticle) -> dict[str, MoneyMention]:
    return {mention.text: mention for mention in article.money}


def test_an_amount_carries_its_dollar_value_and_the_one_the_text_states(make_article: MakeArticle, kgs: PageRate) -> None:
    clean = enrich(make_article("Each of the herders got 5,500 KGS (approximately $60) for the winter.", rates=(kgs,)))
    soms, dollars = clean.money
    assert (soms.amount, soms.currency, soms.usd) == (Decimal(5500), "KGS", Decimal("62.92"))
    assert (soms.usd_low, soms.usd_high, soms.reason) == (Decimal("62.89"), Decimal("62.95"), None)
    assert (soms.stated_usd, soms.stated_ratio) == (Decimal(60), Decimal("0.9536"))
    assert (dollars.text, dollars.usd, dollars.usd_low, dollars.stated_usd) == ("$60", Decimal(60), Decimal(60), None)


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
def test_a_stated_conversion_is_read_in_many_forms(make_article: MakeArticle, kgs: PageRate, text: str) -> None:
    soms = next(mention for mention in enrich(make_article(text, rates=(kgs,))).money if mention.currency == "KGS")
    assert (soms.amount, soms.stated_usd, soms.stated_ratio) == (Decimal(5500), Decimal(60), Decimal("0.9536"))


def test_two_amounts_in_one_sentence_are_not_a_conversion(make_article: MakeArticle, kgs: PageRate) -> None:
    clean = enrich(make_article("The school spent 5,500 KGS on chalk and later $60 on books.", rates=(kgs,)))
    assert [mention.stated_usd for mention in clean.money] == [None, None]


def test_without_a_rate_on_the_page_the_stated_value_stands_alone(make_article: MakeArticle) -> None:
    soms = enrich(make_article("The fine is 5,500 KGS ($60).")).money[0]
    assert (soms.usd, soms.reason, soms.stated_usd, soms.stated_ratio) == (None, "no_rate_on_page", Decimal(60), None)


def test_a_mention_does_not_run_over_the_end_of_a_line(make_article: MakeArticle) -> None:
    assert enrich(make_article("The bridge is 5 million\nsoms were found elsewhere, 900")).money == []


def test_the_number_of_mentions_is_bounded(make_article: MakeArticle) -> None:
    clean = enrich(make_article("$5, " * 300 + "\n" + "$6, " * 300))
    assert len(clean.money) == MOST_MENTIONS
    assert {mention.text for mention in clean.money} == {"$5"}


def test_routing_and_rates_stay_behind_and_the_rest_travels_on(make_article: MakeArticle, kgs: PageRate) -> None:
    article = make_article("A quiet day in the invented town of Aksuu.", headline="Quiet day", rates=(kgs,))
    clean = enrich(article)
    carried = clean.model_dump(exclude={"language", "language_confidence", "money", "enricher"})
    assert carried == article.model_dump(exclude={"route_keys", "rates"})
    assert clean.enricher == STAGE.algorithm


def test_the_stage_sends_one_clean_article_keyed_by_its_article(make_article: MakeArticle) -> None:
    article = make_article("The invented town of Aksuu spent 5,500 KGS on a well.")
    raw = Record("t", 0, 5, 0, b"c1:ab", encode(article))
    result = STAGE.step([Received(raw, STAGE.decode(raw))], None)
    (output,) = result.outputs
    assert (output.topic, output.key, output.id) == (ARTICLES_CLEAN, b"c1:ab", "c1:ab/3")
    assert decode(CleanArticle, output.value) == enrich(article)
    assert result.rows == []


LINES = st.lists(
    st.sampled_from(
        ["Aksuu paid 5,500 KGS", "", "47,5 млрд сом кетти", "12 000 so'm", "$1.5-2 billion", "no money", "€3bn 😀 5 USD"]
    ),
    min_size=1,
    max_size=8,
).map("\n".join)


@given(LINES, st.integers(0, 50), st.data())
def test_every_mention_is_the_same_characters_in_the_text_and_on_the_page(
    make_article: MakeArticle, text: str, gap: int, data: st.DataObject
) -> None:
    article = make_article(text, gap=gap)
    furniture = data.draw(st.sampled_from("x·😀"))
    page = furniture * 1000 + "\n".join(furniture * gap + line for line in text.split("\n"))
    for mention in enrich(article).money:
        assert text[mention.start : mention.end] == mention.text
        assert page[mention.page_start : mention.page_end] == mention.text


@given(LINES)
def test_the_same_article_gives_the_same_bytes(make_article: MakeArticle, text: str) -> None:
    article = make_article(text)
    again = decode(UniqueArticle, encode(article))
    assert encode(enrich(article)) == encode(enrich(again))
