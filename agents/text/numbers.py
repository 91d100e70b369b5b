"""A printed number to a Decimal with the digits as printed, or to nothing if it has two readings."""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["NUMBER", "decimals", "read_number"]

NUMBER = r"[0-9]++(?:[.,'][0-9]++| [0-9]{3}(?![0-9]))*+"
"""Pattern of an unsigned number; possessive, so that "12 850" is never cut in two."""

_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"0,[0-9]+|[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?: [0-9]{3})+|(?:'[0-9]{3})+)(?:[.,][0-9]+)?")
_GROUPED_BY_POINTS = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3}){2,}|(?:\.[0-9]{3}){2,})")
_MIXED = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+\.[0-9]+|(?:\.[0-9]{3})+,[0-9]+)")
_MOST_DIGITS = 24


def read_number(printed: str) -> Decimal | None:
    """Return the value with its printed digits, or None where it has two readings.

    A lone dot is a decimal point. A lone comma is one too, unless three digits follow a
    number other than zero: "87,450" may be 87.45 or 87 450, and nothing here can tell.
    """
    if len(printed) > _MOST_DIGITS:
        return None
    if _PLAIN.fullmatch(printed):
        return Decimal(printed)
    if _DECIMAL_COMMA.fullmatch(printed):
        return Decimal(printed.replace(",", "."))
    grouped = any(form.fullmatch(printed) for form in (_GROUPED, _GROUPED_BY_POINTS, _MIXED))
    return _ungrouped(printed) if grouped else None


def _ungrouped(printed: str) -> Decimal:
    """Drop the group separators; the last separator is the decimal point if it stands once."""
    last = max(printed.rfind("."), printed.rfind(","))
    if last < 0 or printed.count(printed[last]) > 1:
        return Decimal(re.sub("[ .,']", "", printed))
    return Decimal(re.sub("[ .,']", "", printed[:last]) + "." + printed[last + 1 :])


def decimals(value: Decimal) -> int:
    """Return the decimals printed: 4 for 0.0110, 0 for 12."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
