"""Printed numbers: digits with their marks in, an exact Decimal out."""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["NUMBER", "read_number"]

SPACES = " \u00a0\u2009\u202f"

# Every repetition is bounded, so a match costs the same however long the text is.
NUMBER = re.compile(
    rf"(?<![0-9])(?<![0-9][.,])(?:"
    rf"[0-9]{{1,3}}([{SPACES},.'’])[0-9]{{3}}(?:\1[0-9]{{3}}){{0,4}}(?:(?!\1)[.,][0-9]{{1,10}})?"
    r"|[0-9]{1,15}(?:[.,][0-9]{1,10})?"
    r")(?![.,]?[0-9])"
)

POINT_LANGUAGES = frozenset({None, "en", "he", "hi", "ja", "ko", "th", "ur", "zh"})
"""Languages that print a decimal point (CLDR); the others print a decimal comma."""


def read_number(printed: str, language: str | None, power: int = 0, *, prefixed: bool = False) -> Decimal:
    """Return the value of what NUMBER matched, times ten to the power that words like "million" give.

    One mark with three digits behind it is ambiguous: 5,500 is thousands in English; where the
    comma is the decimal mark it is a fraction, unless a scale is missing and it ends in 00 or
    the currency stands before it (`prefixed`): $26,750 is written the English way everywhere.
    """
    digits = _digits(printed, language, scaled=power > 0, prefixed=prefixed)
    return digits.scaleb(power).normalize() if power else digits


def _digits(printed: str, language: str | None, *, scaled: bool, prefixed: bool) -> Decimal:
    bare = "".join(character for character in printed if character in "0123456789.,")
    marks = [character for character in bare if character in ".,"]
    if not marks:
        return Decimal(bare)
    last = marks[-1]
    head, _, tail = bare.rpartition(last)
    if _is_fraction(head, tail, marks, language, scaled=scaled, prefixed=prefixed):
        return Decimal(f"{head.replace(',', '').replace('.', '')}.{tail}")
    return Decimal(bare.replace(",", "").replace(".", ""))


def _is_fraction(head: str, tail: str, marks: list[str], language: str | None, *, scaled: bool, prefixed: bool) -> bool:
    """Say whether the last mark is the decimal one."""
    mark = marks[-1]
    if len(marks) > 1:
        return marks.count(mark) == 1
    if len(tail) != 3 or len(head) > 3 or head == "0":  # noqa: PLR2004  a group has three digits
        return True
    comma_is_decimal = language not in POINT_LANGUAGES
    if mark == ",":
        return comma_is_decimal and (scaled or not (prefixed or tail.endswith("00")))
    return scaled or not comma_is_decimal
