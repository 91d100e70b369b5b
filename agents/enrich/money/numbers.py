"""Numbers in amounts of money, read as exact decimals by the rules of the text's language."""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["NUMBER", "read_amount"]

SPACES = " \u00a0\u2009\u202f"

# Every repetition is bounded, so the time of a match does not depend on the length of the text.
NUMBER = re.compile(
    rf"(?<![0-9])(?<![0-9][.,])(?:"
    rf"[0-9]{{1,3}}([{SPACES},.'’])[0-9]{{3}}(?:\1[0-9]{{3}}){{0,4}}(?:(?!\1)[.,][0-9]{{1,10}})?"
    r"|[0-9]{1,15}(?:[.,][0-9]{1,10})?"
    r")(?![.,]?[0-9])"
)

POINT_LANGUAGES = frozenset({None, "en", "he", "hi", "ja", "ko", "th", "ur", "zh"})
"""Languages with a decimal point (CLDR); the others have a decimal comma."""


def read_amount(printed: str, language: str | None, power: int = 0, *, prefixed: bool = False) -> Decimal:
    """Return the value of `printed`, a match of NUMBER, times ten to the power of `power`.

    `power` is that of the scale words; 0 if there are none. `prefixed` is true if the currency precedes the number. A single
    comma before three digits is ambiguous:

    - In a language with a decimal point, such as English, it separates thousands: 5,250.
    - In a language with a decimal comma, it is the decimal comma if scale words follow.
    - Without scale words, it separates thousands in such a language if the number ends in 00 or is prefixed: $26,750.
      Else it is the decimal comma.
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
    """Return whether the last of `marks`, the points and commas of a number, is its decimal mark."""
    mark = marks[-1]
    if len(marks) > 1:
        return marks.count(mark) == 1
    if len(tail) != 3 or len(head) > 3 or head == "0":  # noqa: PLR2004  a group has three digits
        return True
    comma_is_decimal = language not in POINT_LANGUAGES
    if mark == ",":
        return comma_is_decimal and (scaled or not (prefixed or tail.endswith("00")))
    return scaled or not comma_is_decimal
