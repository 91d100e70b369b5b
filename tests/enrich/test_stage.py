"""The enrich stage; all texts are invented."""

from __future__ import annotations

import json

import orjson
import pytest
from hypothesis import given

from agents.enrich import STAGE, enrich
from agents.runner import receive_all
from agents.stage import Received, Record
from schemas.article import CleanArticle, PageRate, UniqueArticle
from schemas.codec import decode, encode
from schemas.rejection import Reason, Rejection
from schemas.topics import ARTICLES_CLEAN
from tests.enrich.made_articles import LINES, MakeArticle


def test_a_clean_article_has_all_fields_but_the_rates(make_article: MakeArticle, kgs: PageRate) -> None:
    article = make_article("A quiet day in the invented town of Aksuu.", headline="Quiet day", rates=(kgs,))
    clean = enrich(article)
    carried = clean.model_dump(exclude={"language", "language_confidence", "money", "enricher"})
    assert carried == article.model_dump(exclude={"rates"})
    assert clean.enricher == STAGE.algorithm


def test_the_stage_sends_one_clean_article_keyed_by_its_article_id(make_article: MakeArticle) -> None:
    article = make_article("The invented town of Aksuu spent 5,500 KGS on a well.")
    raw = Record("t", 0, 5, 0, b"c1:ab", encode(article))
    result = STAGE.step([Received(raw, STAGE.decode(raw))], None)
    (output,) = result.outputs
    assert (output.topic, output.key, output.id) == (ARTICLES_CLEAN, b"c1:ab", "c1:ab/3")
    assert decode(CleanArticle, output.value) == enrich(article)
    assert result.rows == []


@given(LINES)
def test_equal_articles_give_equal_bytes(make_article: MakeArticle, text: str) -> None:
    article = make_article(text)
    again = decode(UniqueArticle, encode(article))
    assert encode(enrich(article)) == encode(enrich(again))


@pytest.mark.parametrize("widths", [[1], [3, 2, 1], [-1, 1], [1, -1], [2**70, 1], [2**39, 3]], ids=str)
def test_widths_that_no_page_has_are_undecodable_and_no_bug(make_article: MakeArticle, widths: list[int]) -> None:
    made = orjson.loads(encode(make_article("The invented town of Aksuu spent 5,500 KGS on a well.")))
    value = json.dumps(made | {"page_widths": widths}).encode()
    result = STAGE.step(receive_all(STAGE, [Record("t", 0, 5, 0, b"", value)]), None)
    (rejection,) = result.outcomes
    assert isinstance(rejection, Rejection)
    assert (rejection.reason, rejection.detail.split(":")[0]) == (Reason.RECORD_UNDECODABLE, "page_widths")
