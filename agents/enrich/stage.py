"""The enrich stage: numbered articles in, clean articles out."""

from __future__ import annotations

from agents.enrich import language
from agents.enrich.money.lexicon import lexicon
from agents.enrich.money.mentions import money_mentions
from agents.runner import Emitted, emit, per_record
from agents.stage import RawRecord, Received, Stage
from schemas.article import Article, CleanArticle, UniqueArticle
from schemas.codec import decode
from schemas.topics import ARTICLES_CLEAN, ARTICLES_UNIQUE

__all__ = ["STAGE", "enrich", "warm"]

ENRICHER = "enrich-2"
"""Version of the enrichment; it stands in every clean article."""


def enrich(article: UniqueArticle) -> CleanArticle:
    """Return the article with its language and its money; the same article gives the same bytes."""
    guess = language.identify(article.headline, article.text)
    return CleanArticle(
        **{name: getattr(article, name) for name in Article.model_fields},
        article_id=article.article_id,
        version=article.version,
        language=guess.language,
        language_confidence=guess.confidence,
        money=money_mentions(article, guess.language),
        enricher=ENRICHER,
    )


def warm() -> None:
    """Load what the first article would wait for: the language model and the currency names."""
    language.warm()
    lexicon()


def _read(record: RawRecord) -> UniqueArticle:
    return decode(UniqueArticle, record.value)


def _enrich(record: Received, _state: object) -> Emitted:
    clean = enrich(record.message)
    record_id = f"{clean.article_id}/{clean.version}"
    return Emitted((emit(ARTICLES_CLEAN, clean.article_id, clean, record_id),))


STAGE = Stage(
    name="enrich",
    reads=ARTICLES_UNIQUE,
    writes=(ARTICLES_CLEAN,),
    decode=_read,
    step=per_record(_enrich),
    algorithm=ENRICHER,
    batch_bytes=256 * 1024,
    warm=warm,
)
