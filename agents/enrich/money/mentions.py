"""Money mentions of an article: its text, blocks and rates in; located and valued amounts out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from agents.enrich.money.find import find_money
from agents.enrich.money.lexicon import lexicon
from agents.enrich.money.neighbours import Context
from agents.enrich.money.stated import stated_in_usd
from agents.enrich.money.usd_value import ratio, value_in_usd
from agents.text.widths import Widths
from schemas.article import Block, MoneyMention, UniqueArticle

__all__ = ["MOST_MENTIONS", "money_mentions"]

MOST_MENTIONS = 200
"""Mentions an article carries at most, the first ones: the output's size is bounded."""


def money_mentions(article: UniqueArticle, language: str | None) -> list[MoneyMention]:
    """Return the article's money in the order of its text, at most MOST_MENTIONS.

    A mention lies within one block, so its characters follow each other on the page, too.
    """
    priced = frozenset(code for rate in article.rates for code in (rate.base, rate.quote))
    context = Context(lexicon(), language, priced)
    widths = Widths(article.page_widths)
    mentions = (mention for block in article.blocks for mention in _in_block(article, block, context, widths))
    return list(islice(mentions, MOST_MENTIONS))


def _in_block(article: UniqueArticle, block: Block, context: Context, widths: Widths) -> Iterator[MoneyMention]:
    """Yield the money of one block, each with its value and the one the text states."""
    found = list(islice(find_money(context, article.text, block.start, block.end), MOST_MENTIONS))
    stated = stated_in_usd(found, article.text)
    shift = block.page_start - widths.received(block.start)
    for index, money in enumerate(found):
        value = value_in_usd(money.amount, money.currency, article.rates)
        said = stated.get(index)
        yield MoneyMention(
            start=money.start,
            end=money.end,
            page_start=widths.received(money.start) + shift,
            page_end=widths.received(money.end) + shift,
            text=article.text[money.start : money.end],
            amount=money.amount,
            currency=money.currency,
            usd=value.usd,
            usd_low=value.low,
            usd_high=value.high,
            reason=value.reason,
            stated_usd=said,
            stated_ratio=ratio(said, value.usd) if said is not None else None,
            rule=money.rule,
        )
