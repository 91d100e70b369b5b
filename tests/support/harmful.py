"""Text that would control a terminal, and what finds it."""

from __future__ import annotations

import unicodedata

__all__ = ["HARMFUL", "NASTY", "harmful"]

HARMFUL = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Categories of characters that an operator must not see raw."""

NASTY = "\x1b[2J\x1b]0;owned\x07 \u202egnp.exe\u202c \x9b31m \ufeff\u2066\U000e0041"


def harmful(text: str) -> list[str]:
    """Return the harmful characters of a text, line feeds aside."""
    return [character for character in text if unicodedata.category(character) in HARMFUL and character != "\n"]
