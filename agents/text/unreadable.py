"""Finds text that is still unreadable after the repair: characters are lost, or the encoding is unknown.

The thresholds are far from clean text: 20,000 clean documents in 128 languages were measured. None has as many as one lost
character per 5,000 letters, 7 impossible neighbours per 1,000 letters, or 3 accented letters per 10 letters.
"""

from __future__ import annotations

import re
from functools import cache

from ftfy.badness import badness

from agents.text.misreadings import GATE, LOST

__all__ = ["why_unreadable"]

FEWEST = 3
"""Number of bad characters that an unreadable text has at least, however short it is."""
LOST_SHARE = 0.01
NEIGHBOURS_SHARE = 0.02
ACCENTED_SHARE = 0.5
"""Share of accented letters among all letters. One-byte Cyrillic that was read as latin-1 has accented letters only."""
CAPITAL_SHARE = 0.8
"""Share of capitals among all letters. If koi8-r and windows-1251 were confused, small letters and capitals are swapped."""

_ACCENTED = re.compile("[À-ÖØ-öø-ÿ]")
_ACCENTED_WORD = re.compile("[À-ÖØ-öø-ÿ]{4}")
_SWAPPED = re.compile(r"\b[а-яё][А-ЯЁ]{3,}")
_SIGNS_IN_WORDS = re.compile(r"[–—](?=[^\s–—][–—][^\s–—][–—]\S)|[─-▟](?<=[^\W\d_].)(?=[^\W\d_])")
"""Dashes and box drawings within words: Macintosh encodings show misread bytes as dashes, terminals as box drawings."""


def why_unreadable(text: str) -> str | None:
    """Return why a text is unreadable, as a phrase with a figure; None if it is readable."""
    if text.isascii():
        return None
    letters = cache(lambda: sum(map(str.isalpha, text)))
    lost = text.count(LOST)
    if lost >= FEWEST and lost > LOST_SHARE * letters():
        return f"{lost} characters are lost (U+FFFD)"
    if _ACCENTED_WORD.search(text) and (accented := len(_ACCENTED.findall(text))) > ACCENTED_SHARE * letters():
        return f"{accented} accented letters of {letters()}: not in the encoding it was read in"
    swapped = len(_SWAPPED.findall(text))
    if swapped >= FEWEST and sum(map(str.isupper, text)) > CAPITAL_SHARE * letters():
        return f"{swapped} words in swapped case: not in the encoding it was read in"
    bad = len(_SIGNS_IN_WORDS.findall(text)) + (badness(text) if GATE.search(text) else 0)
    if bad >= FEWEST and bad > NEIGHBOURS_SHARE * letters():
        return f"{bad} impossible neighbours among {letters()} letters: an unknown encoding"
    return None
