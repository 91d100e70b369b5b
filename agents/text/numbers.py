"""Numbers in rates. A number is read with all its printed digits, or not at all if it has two readings."""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["NUMBER", "decimals", "read_rate_number"]

NUMBER = r"[0-9]++(?:[.,'][0-9]++| [0-9]{3}(?![0-9]))*+"
"""Pattern of an unsigned number. It is possessive, so "12 850" is never matched as two numbers."""

_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"0,[0-9]+|[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?: [0-9]{3})+|(?:'[0-9]{3})+)(?:[.,][0-9]+)?")
_GROUPED_BY_POINTS = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3}){2,}|(?:\.[0-9]{3}){2,})")
_MIXED = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+\.[0-9]+|(?:\.[0-9]{3})+,[0-9]+)")
_MOST_CHARACTERS = 24


def read_rate_number(printed: str) -> Decimal | None:
    """Return the value of a number with all its printed digits, or None if the number has two readings.

    A single dot is a decimal point. So is a single comma, unless exactly three digits follow it and a number other than zero
    precedes it. For example, "87,450" may be 87.45 or 87450, and a rate does not show which.
    """
    if len(printed) > _MOST_CHARACTERS:
        return None
    if _PLAIN.fullmatch(printed):
        return Decimal(printed)
    if _DECIMAL_COMMA.fullmatch(printed):
        return Decimal(printed.replace(",", "."))
    grouped = any(form.fullmatch(printed) for form in (_GROUPED, _GROUPED_BY_POINTS, _MIXED))
    return _ungrouped(printed) if grouped else None


def _ungrouped(printed: str) -> Decimal:
    """Return the value of a number with separators between its groups of digits.

    If the last dot or comma is the only one of its kind, it is the decimal point.
    """
    last = max(printed.rfind("."), printed.rfind(","))
    if last < 0 or printed.count(printed[last]) > 1:
        return Decimal(re.sub("[ .,']", "", printed))
    return Decimal(re.sub("[ .,']", "", printed[:last]) + "." + printed[last + 1 :])


def decimals(value: Decimal) -> int:
    """Return the number of printed decimals: 4 for 0.0110, 0 for 12."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
