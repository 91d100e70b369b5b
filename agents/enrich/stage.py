"""The stage `enrich` reads numbered articles (UniqueArticle) and writes clean articles (CleanArticle)."""

from __future__ import annotations

from typing import NamedTuple

from agents.enrich.language import identify_language, load_model
from agents.enrich.money.lexicon import lexicon
from agents.enrich.money.mentions import money_mentions
from agents.runner import Handled, PerRecord, output_of
from agents.stage import RawRecord, Received, Stage
from schemas.article import Article, CleanArticle, Draft, MoneyMention, UniqueArticle
from schemas.codec import decode
from schemas.topics import ARTICLES_CLEAN, ARTICLES_UNIQUE

__all__ = ["STAGE", "Enrichment", "enrich", "enrichment"]

ENRICHER = "enrich-2"
"""Version of the enrichment. Every clean article has it in the field `enricher`."""


class Enrichment(NamedTuple):
    """What is found in an article. The field names are those of CleanArticle."""

    language: str | None
    language_confidence: float | None
    money: list[MoneyMention]


def enrichment(article: Draft) -> Enrichment:
    """Return the language and the money mentions of an article. Equal articles have equal results."""
    guess = identify_language(article.headline, article.text)
    return Enrichment(guess.language, guess.confidence, money_mentions(article, guess.language))


def enrich(article: UniqueArticle) -> CleanArticle:
    """Return an article with its enrichment. Equal articles have equal results."""
    return CleanArticle(
        **{name: getattr(article, name) for name in Article.model_fields},
        article_id=article.article_id,
        version=article.version,
        **enrichment(article)._asdict(),
        enricher=ENRICHER,
    )


def _warm() -> None:
    """Load the language model and the currency names. Without this call, the first article waits for them."""
    load_model()
    lexicon()


def _read(record: RawRecord) -> UniqueArticle:
    return decode(UniqueArticle, record.value)


def _enrich(record: Received[UniqueArticle], _state: None) -> Handled:
    clean = enrich(record.message)
    record_id = f"{clean.article_id}/{clean.version}"
    return Handled((output_of(ARTICLES_CLEAN, clean.article_id, clean, record_id),))


STAGE = Stage(
    name="enrich",
    sentence="Add to each article what its text says.",
    reads=ARTICLES_UNIQUE,
    writes=(ARTICLES_CLEAN,),
    decode=_read,
    step=PerRecord(_enrich),
    algorithm=ENRICHER,
    batch_bytes=256 * 1024,
    warm=_warm,
)
