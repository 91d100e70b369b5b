"""Numbers in rates: read with their printed digits, or not at all where they have two readings."""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["NUMBER", "decimals", "read_rate_number"]

NUMBER = r"[0-9]++(?:[.,'][0-9]++| [0-9]{3}(?![0-9]))*+"
"""Pattern of an unsigned number; possessive, so that "12 850" is never cut in two."""

_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"0,[0-9]+|[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?: [0-9]{3})+|(?:'[0-9]{3})+)(?:[.,][0-9]+)?")
_GROUPED_BY_POINTS = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3}){2,}|(?:\.[0-9]{3}){2,})")
_MIXED = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+\.[0-9]+|(?:\.[0-9]{3})+,[0-9]+)")
_MOST_CHARACTERS = 24


def read_rate_number(printed: str) -> Decimal | None:
    """Return the value with its printed digits, or None where it has two readings.

    A single dot is a decimal point. A single comma is one, too, unless three digits follow a
    number other than zero: "87,450" may be 87.45 or 87 450, and a rate does not say which.
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
    """Return the value without group separators; a last separator that occurs once is the decimal point."""
    last = max(printed.rfind("."), printed.rfind(","))
    if last < 0 or printed.count(printed[last]) > 1:
        return Decimal(re.sub("[ .,']", "", printed))
    return Decimal(re.sub("[ .,']", "", printed[:last]) + "." + printed[last + 1 :])


def decimals(value: Decimal) -> int:
    """Return the number of printed decimals: 4 for 0.0110, 0 for 12."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
