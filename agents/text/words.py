"""Text to stems: what two passages have in common, whatever their endings."""

from __future__ import annotations

import re

__all__ = ["names", "stems"]

_WORD = re.compile(r"[^\W_]{4,}")
_NAME = re.compile(r"[^\W\d_]{3,}")
_INSIDE = re.compile(r"(?<=[\w,;] )[^\W\d_]{3,}")
"""A word that begins no sentence, as far as the character before it tells."""
_STEM = 5
"""Letters of a stem: Turkic and Slavic endings come after them, and so do English ones."""


def stems(text: str) -> list[str]:
    """Return the stems of the words of four and more letters, in order, repeated as they are."""
    return [word[:_STEM] for word in _WORD.findall(text.lower())]


def names(text: str, *, heading: bool = False) -> list[str]:
    """Return the stems of the capitalised words, in a heading those that begin it, too."""
    words = _NAME.findall(text)[0 if heading else 1 :]
    return [word[:_STEM].lower() for word in words if word[0].isupper()]
