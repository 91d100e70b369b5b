"""Escapes the text of records, so that a terminal or a log can show it. No other module does this."""

from __future__ import annotations

import re

__all__ = ["escape"]

UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0001-\U000e007f]"
)
"""Matches one control (C0, C1, DEL), format character (bidi, zero width, tag), line separator or lone surrogate."""


def escape(text: str) -> str:
    r"""Return the text with every control and format character replaced by \uXXXX.

    A character above U+FFFF becomes two escapes, as in JSON. So a line of JSON still means the
    same after escaping. Letters of all scripts and combining marks stay.
    """
    return UNSAFE.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
