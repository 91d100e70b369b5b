"""Texts that are too much of something, and texts made to slow a regular expression down."""

from __future__ import annotations

from schemas.limits import LIMITS
from schemas.rejection import Reason
from tests.hostile.case import bare

__all__ = ["CASES"]

MOST = LIMITS.page_characters
STORY = (
    "Harbour {0} Opens Its New Pier {0}\n\nThe harbour {0} opened a pier for {0} boats on Monday, "
    "and the boats of harbour {0} came to see the pier. The pier {0} is long, says the harbour.\n\n"
)
CODES = ("USD", "KGS", "KZT", "EUR", "RUB", "UZS", "TJS", "TMT", "CNY", "TRY", "GBP", "JPY", "CHF", "AED", "INR")


def filled(piece: str, length: int = MOST) -> str:
    """Return a piece repeated to this length, not ending in white space."""
    return (piece * (length // len(piece) + 1))[: length - 1] + "."


def within_lines(piece: str) -> str:
    """Return a line repeated as often as the limits allow."""
    lines = min(LIMITS.page_lines - 1, (MOST - 1) // len(piece))
    return piece * lines


def rates(count: int) -> str:
    """Return so many ticks, each another one."""
    pairs = [(one, other) for one in CODES for other in CODES if one != other]
    return "".join("{}/{} = {}.{:02}\n".format(*pairs[n % len(pairs)], n // 7 + 1, n % 97) for n in range(count))


TOO_MUCH = [
    bare("1e6 headings", "Ab c\n" * 1_000_000, Reason.PAGE_TOO_LARGE),
    bare("one line of 4 MB", "x" * (LIMITS.page_bytes - 100), Reason.PAGE_TOO_LARGE),
    bare("one line over the limit", "word " * (LIMITS.line_characters // 5 + 1), Reason.PAGE_LINE_TOO_LONG),
    bare("a character too many", filled("A line of text.\n", MOST + 1), Reason.PAGE_TOO_LARGE),
    bare("a line too many", "a\n" * LIMITS.page_lines, Reason.PAGE_TOO_MANY_LINES),
    bare("blank lines", "x" + "\n" * 300_000, Reason.PAGE_TOO_MANY_LINES),
    bare("rates without end", rates(LIMITS.page_lines - 1), cut=("ticks",)),
    bare("stories and rates, the most of both", rates(2000) + "".join(STORY.format(f"q{n}") for n in range(280)), cut=("ticks",)),
]

LONG = {
    "statements": "One more sentence that may be a headline.\n",
    "headings": "Heading Like This One\n",
    "lines of one letter": "a\n",
    "ticks that repeat": "USD/KGS 87.45\n",
    "dates": "14 November 2026\n",
    "bylines": "By John Smith\n",
    "bullets": "• a point\n",
    "money": "He paid 5,500 KGS and $63 and 12,000 som, and then 30 somoni more, which is a lot.\n",
    "ligatures that unfold to eighteen letters": "\ufdfa" * 90 + "\n",
    "dots above": "i\u0307" * 40 + "\n",
}

BOMBS = {
    "digits": "9",
    "groups of digits": "1,234,",
    "groups with blanks": "1 234 ",
    "dots of numbers": "1.",
    "signs": "$",
    "numbers and signs": "$1 ",
    "equals": "= ",
    "dashes": " - ",
    "brackets": "(((",
    "apostrophes": "o'",
    "full stops and quotes": '."',
    "blanks": "\u00a0 ",
    "capitals": "USD",
    "pairs": "USD/",
    "years": "2012-",
    "clocks": "12:",
    "initials": "A. ",
    "zero widths": "\u200b",
    "emoji": "\U0001f600",
    "or": "or about ",
}

CASES = [
    *TOO_MUCH,
    *(bare(f"long: {name}", within_lines(piece)) for name, piece in LONG.items()),
    *(bare(f"slow: {name}", "A line before.\n" + filled(piece, LIMITS.line_characters)) for name, piece in BOMBS.items()),
    *(bare(f"slow on short lines: {name}", within_lines(f"{piece * (190 // len(piece))}!\n")) for name, piece in BOMBS.items()),
    bare("a tick with 400 digits", "USD/KGS = " + "8" * 400 + "\nUSD/KGS = 1." + "0" * 150 + "\n"),
    bare("a tick with an exponent", "USD/KGS = 1e308\nUSD/KGS = 9e-999999\n"),
    bare("money with 400 digits", "It cost " + "9" * 400 + " USD, or 1" + ",000" * 90 + " som, people say.\n"),
    bare("money in quintillions", "It cost 999,999,999,999,999,999 trillion USD and 0.0000000000000000001 som today.\n"),
    bare("dates that are none", "31 February 2026\n99/99/9999\n0000-00-00\n14 November 0001\n"),
]
