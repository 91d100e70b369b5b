"""The money mentions of an article, with their offsets and their values in US dollars."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from agents.enrich.money.find import find_money
from agents.enrich.money.lexicon import lexicon
from agents.enrich.money.neighbours import MoneyContext
from agents.enrich.money.stated import stated_in_usd
from agents.enrich.money.usd_value import stated_ratio, value_in_usd
from agents.text.widths import Widths
from schemas.article import Block, Draft, MoneyMention

__all__ = ["MOST_MENTIONS", "money_mentions"]

MOST_MENTIONS = 200
"""Largest number of mentions per article, which limits the size of the output. The first mentions are kept."""


def money_mentions(article: Draft, language: str | None) -> list[MoneyMention]:
    """Return the money mentions of an article in the order of the text, at most MOST_MENTIONS.

    A mention lies within one block of the article, so it is one continuous piece of text on the page as well.
    """
    priced = frozenset(code for rate in article.rates for code in (rate.base, rate.quote))
    context = MoneyContext(lexicon(), language, priced)
    widths = Widths(article.page_widths)
    mentions = (mention for block in article.blocks for mention in _in_block(article, block, context, widths))
    return list(islice(mentions, MOST_MENTIONS))


def _in_block(article: Draft, block: Block, context: MoneyContext, widths: Widths) -> Iterator[MoneyMention]:
    """Yield the money mentions of one block, each with its value in US dollars and the value that the text states."""
    found = list(islice(find_money(context, article.text, block.start, block.end), MOST_MENTIONS))
    stated = stated_in_usd(found, article.text)
    shift = block.page_start - widths.received(block.start)
    for index, money in enumerate(found):
        value = value_in_usd(money.amount, money.currency, article.rates)
        stated_usd = stated.get(index)
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
            stated_usd=stated_usd,
            stated_ratio=stated_ratio(stated_usd, value.usd) if stated_usd is not None else None,
            rule=money.rule,
        )
