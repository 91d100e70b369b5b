"""The records that 0.1.0 left on topics which this release goes on reading."""

from __future__ import annotations

import orjson

from agents.enrich import STAGE as ENRICH
from agents.runner import receive_all
from agents.stage import Outcome, Record
from agents.text.normalise import identity
from schemas.article import CleanArticle
from schemas.codec import decode
from tests.releases.recorded import FOLDER

TOPICS = FOLDER / "0.1.0" / "topics"


def test_a_clean_article_of_the_old_release_is_read_whole() -> None:
    old = (TOPICS / "articles.clean.json").read_bytes()
    article = decode(CleanArticle, old)
    assert orjson.loads(old).items() <= orjson.loads(article.model_dump_json()).items()
    assert identity(article.headline, article.text).content_id == article.content_id


def test_a_numbered_article_that_waits_is_enriched() -> None:
    old = (TOPICS / "articles.unique.json").read_bytes()
    assert b"route_keys" in old
    result = ENRICH.step(receive_all(ENRICH, [Record("t", 0, 0, 0, b"", old)]), None)
    assert result.outcomes == [Outcome.PROCESSED]
