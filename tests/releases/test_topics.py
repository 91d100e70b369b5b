"""The records that 0.1.0 left on topics which this release goes on reading."""

from __future__ import annotations

import orjson
import pytest

from agents.enrich import STAGE as ENRICH
from agents.runner import receive_all
from agents.stage import Outcome, Record
from agents.text.normalise import identity
from agents.ticks import STAGE as TICKS
from agents.ticks.state import Rates
from schemas.article import CleanArticle
from schemas.codec import decode
from schemas.topics import ARTICLES_CLEAN, ARTICLES_UNIQUE, FX_TICKS
from tests.releases.published import published


@pytest.mark.parametrize("old", published(ARTICLES_CLEAN))
def test_a_clean_article_of_the_old_release_is_read_whole(old: bytes) -> None:
    article = decode(CleanArticle, old)
    assert orjson.loads(old).items() <= orjson.loads(article.model_dump_json()).items()


def test_content_ids_have_changed_only_where_turkish_letters_differ() -> None:
    articles = [decode(CleanArticle, old) for old in published(ARTICLES_CLEAN)]
    changed = [it for it in articles if identity(it.headline, it.text).content_id != it.content_id]
    assert ["ı" in it.text for it in changed] == [True]


def test_a_numbered_article_that_waits_is_enriched() -> None:
    (old,) = published(ARTICLES_UNIQUE)
    assert b"route_keys" in old
    result = ENRICH.step(receive_all(ENRICH, [Record("t", 0, 0, 0, b"", old)]), None)
    assert result.outcomes == [Outcome.PROCESSED]


def test_a_published_tick_has_all_that_the_stage_reads() -> None:
    ticks = [Record("t", 0, n, 0, b"", old) for n, old in enumerate(published(FX_TICKS))]
    result = TICKS.step(receive_all(TICKS, ticks), Rates())
    assert set(result.outcomes) == {Outcome.PROCESSED}
