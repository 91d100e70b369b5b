"""Conversions that the text itself states: "5,500 KGS (approximately $60)"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from agents.enrich.money.find import Money

__all__ = ["stated_in_usd"]

LONGEST_GAP = 40
"""Largest number of characters between an amount and its conversion: a bracket and a few of the words below."""

_OR = "or|или|же|немесе|yoki|ýa-da|ё|veya|və ya|yaxud|oder|ou|soit"
_ABOUT = (
    "an?|the|about|approximately|approx|around|roughly|nearly|almost|some|equivalent to|equivalent of|equal to|worth|"
    "около|примерно|приблизительно|порядка|почти|это|или|"
    "болжол менен|якын|жакын|шамамен|жуық|taxminan|qariyb|takmynan|тақрибан|наздики|yaklaşık|təxminən|"
    "etwa|rund|ca|ungefähr|environ|près de|quelque"
)
_WORDS = rf"(?:(?:{_ABOUT})\.?\s*+)*[~≈]?\s*"
_GAP = re.compile(rf"\s*+(?:\(\s*+(?:(?:{_OR})\s++)?{_WORDS}|[,;—–-]?\s*+(?:{_OR})\s++{_WORDS}|,?\s*[~≈]\s*)", re.IGNORECASE)


def stated_in_usd(found: Sequence[Money], text: str) -> dict[int, Decimal]:
    """Return the values in US dollars that the text states for amounts in other currencies.

    The key is the index, within `found`, of the amount in the other currency. An amount and its value in US dollars must be
    neighbours in `found`, in either order.
    """
    stated: dict[int, Decimal] = {}
    for index, (first, second) in enumerate(pairwise(found)):
        if (first.currency == "USD") == (second.currency == "USD") or not _converts(first, second, text):
            continue
        foreign, dollars = (index + 1, first) if first.currency == "USD" else (index, second)
        stated.setdefault(foreign, dollars.amount)
    return stated


def _converts(first: Money, second: Money, text: str) -> bool:
    gap = text[first.end : second.start]
    return len(gap) <= LONGEST_GAP and _GAP.fullmatch(gap) is not None
