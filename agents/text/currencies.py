"""The currency codes of ISO 4217, as Babel knows them."""

from __future__ import annotations

from functools import cache

from babel.core import get_global

__all__ = ["is_currency"]

_NO_MONEY = frozenset({"XXX", "XTS"})
"""ISO 4217 codes for "no currency" and for tests."""


@cache
def _codes() -> frozenset[str]:
    return frozenset(get_global("all_currencies")) - _NO_MONEY


def is_currency(code: str) -> bool:
    """Tell whether three capital letters are a currency code, past ones included."""
    return code in _codes()
