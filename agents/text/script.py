"""The shard of a text: the script that most of its letters have.

Near-duplicates share a script, so a draft's shard is the key of its record: all drafts that may be duplicates of each
other are in one partition. The table is code points alone, so that no version of Unicode or Python changes it. It is
frozen within a major: another table would send a known text to a partition that does not know it.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

__all__ = ["OTHER", "SHARDS", "SHARD_TABLE", "shard_key", "shard_of"]

TABLE_NUMBER = 1
SHARD_TABLE = f"shard-{TABLE_NUMBER}"
"""Id of the table; it changes only with the major version of the topics."""

OTHER = "other"

_RANGES: dict[str, tuple[tuple[int, int], ...]] = {
    "latin": (
        (0x41, 0x5A), (0x61, 0x7A), (0xAA, 0xAA), (0xBA, 0xBA), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2AF), (0x1D00, 0x1D25),
        (0x1D6B, 0x1D77), (0x1D79, 0x1D9A), (0x1E00, 0x1EFF), (0x2C60, 0x2C7F), (0xA722, 0xA7FF), (0xAB30, 0xAB64),
        (0xFB00, 0xFB06), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A),
    ),
    "cyrillic": ((0x400, 0x481), (0x48A, 0x52F), (0x1C80, 0x1C8A), (0xA640, 0xA66E), (0xA680, 0xA69D)),
    "arabic": (
        (0x620, 0x63F), (0x641, 0x64A), (0x66E, 0x66F), (0x671, 0x6D3), (0x6D5, 0x6D5), (0x6EE, 0x6EF), (0x6FA, 0x6FC),
        (0x6FF, 0x6FF), (0x750, 0x77F), (0x870, 0x887), (0x889, 0x88E), (0x8A0, 0x8C8), (0xFB50, 0xFBB1), (0xFBD3, 0xFD3D),
        (0xFD50, 0xFDFB), (0xFE70, 0xFEFC),
    ),
    "greek": ((0x370, 0x373), (0x376, 0x377), (0x37F, 0x37F), (0x386, 0x386), (0x388, 0x3FF), (0x1F00, 0x1FFC)),
    "armenian": ((0x531, 0x556), (0x560, 0x588), (0xFB13, 0xFB17)),
    "hebrew": ((0x5D0, 0x5EA), (0x5EF, 0x5F2), (0xFB1D, 0xFB4F)),
    "georgian": ((0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2D)),
    "devanagari": ((0x904, 0x939), (0x958, 0x961), (0x971, 0x97F)),
    "hangul": ((0x1100, 0x11FF), (0x3131, 0x318E), (0xA960, 0xA97C), (0xAC00, 0xD7A3), (0xD7B0, 0xD7FB)),
    "cjk": (
        (0x3005, 0x3007), (0x3041, 0x3096), (0x309D, 0x309F), (0x30A1, 0x30FA), (0x30FC, 0x30FF), (0x31F0, 0x31FF),
        (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF),
    ),
    OTHER: (
        (0x710, 0x74F), (0x780, 0x86F), (0x980, 0x109F), (0x1200, 0x1C7F), (0x2C00, 0x2C5F), (0x2C80, 0x2CFF), (0x2D30, 0x2DDF),
        (0x3105, 0x312F), (0x31A0, 0x31BF), (0xA000, 0xA63F), (0xA6A0, 0xA6EF), (0xA800, 0xA95F), (0xA980, 0xAAFF),
        (0xAB00, 0xAB2F), (0xAB70, 0xABFF),
    ),
}  # fmt: skip
"""First and last code point of the letters of each script; what is in no range does not count."""

SHARDS = tuple(_RANGES)


@cache
def _classes() -> npt.NDArray[np.uint8]:
    """Return, per UTF-16 code unit, 1 + the index of its script in SHARDS; 0 does not count."""
    classes = np.zeros(0x10000, np.uint8)
    for number, ranges in enumerate(_RANGES.values(), 1):
        for first, last in ranges:
            classes[first : last + 1] = number
    return classes


def shard_of(normal: str) -> str:
    """Return the script that most letters of a normalised text have.

    Of scripts with equally many letters the first in SHARDS wins. A text without letters is in OTHER. Characters
    above U+FFFF do not count.
    """
    units = np.frombuffer(normal.encode("utf-16-le", "surrogatepass"), "<u2")
    counts = np.bincount(_classes()[units], minlength=len(SHARDS) + 1)[1:]
    return SHARDS[int(counts.argmax())] if counts.any() else OTHER


def shard_key(normal: str) -> str:
    """Return the key of a draft whose normalised headline and body are `normal`, such as 'letters:latin/1'.

    The form is chosen for its hashes. With 3 to 12 partitions, latin, cyrillic and arabic are in three different ones. With
    2 partitions, latin and cyrillic are in different ones.
    """
    return f"letters:{shard_of(normal)}/{TABLE_NUMBER}"
