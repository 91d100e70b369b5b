"""Numbers in amounts of money: read by the customs of the text's language, as exact decimals."""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["NUMBER", "read_amount"]

SPACES = " \u00a0\u2009\u202f"

# Every repetition is bounded, so the cost of a match does not depend on the length of the text.
NUMBER = re.compile(
    rf"(?<![0-9])(?<![0-9][.,])(?:"
    rf"[0-9]{{1,3}}([{SPACES},.'’])[0-9]{{3}}(?:\1[0-9]{{3}}){{0,4}}(?:(?!\1)[.,][0-9]{{1,10}})?"
    r"|[0-9]{1,15}(?:[.,][0-9]{1,10})?"
    r")(?![.,]?[0-9])"
)

POINT_LANGUAGES = frozenset({None, "en", "he", "hi", "ja", "ko", "th", "ur", "zh"})
"""Languages with a decimal point (CLDR); the others have a decimal comma."""


def read_amount(printed: str, language: str | None, power: int = 0, *, prefixed: bool = False) -> Decimal:
    """Return the value of a match of NUMBER, times ten to the power of its scale words.

    A single mark before three digits is ambiguous. In English, 5,500 is thousands. In a language with a decimal
    comma it is a fraction, with two exceptions if no scale word follows: it ends in 00, or the currency
    precedes it (`prefixed`). $26,750 is thousands in every language.
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
    """Return whether the last mark is the decimal one."""
    mark = marks[-1]
    if len(marks) > 1:
        return marks.count(mark) == 1
    if len(tail) != 3 or len(head) > 3 or head == "0":  # noqa: PLR2004  a group has three digits
        return True
    comma_is_decimal = language not in POINT_LANGUAGES
    if mark == ",":
        return comma_is_decimal and (scaled or not (prefixed or tail.endswith("00")))
    return scaled or not comma_is_decimal
