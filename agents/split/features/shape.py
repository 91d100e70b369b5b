"""Features of a line's own characters: length, case, punctuation, how it begins and ends."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from agents.split.features.arrays import Reals
from agents.split.line_classes import ClassedLine, LineClass

__all__ = ["SHAPE_FEATURES", "at_line", "label_of", "shape_features"]

LONGEST_LABEL = 80
LONGEST_SHAPE = 200
"""Number of characters at the beginning of a line that most shape features are computed from."""

SHAPE_FEATURES = (
    "length (log)", "words of the line", "share of capitalised words", "share of words in capitals", "share of digits",
    "ends in a full stop", "ends in ? or !", "ends in a colon", "ends in a comma or semicolon",
    "ends in a quotation mark", "ends in a letter", "ends in a digit", "begins with a quotation mark",
    "begins with a digit", "begins in lower case", "begins with a bullet", "begins with a dash",
    "begins with a time of day", "colons", "bars and slashes", "web or mail address inside", "sentence ends inside",
    "commas", "quotation marks", "brackets", "year inside", "length of the longest word", "mean word length", "indent",
    "shape class", "copyright sign", "begins with a capital letter", "spaced dashes", "words of a label",
    "signs of units and changes",
)  # fmt: skip

_WORD = re.compile(r"[^\W\d_]+")
_CLOCK = re.compile(r"\D{0,3}[0-9]{1,2}\s?[h:.]\s?[0-9]{2}\b")
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_SENTENCE = re.compile(r"[.!?…][\"'»”’)]*\s")
_DIGIT = re.compile(r"\d")
_WORDS = r"[^\W\d_]+(?:['’‘ʻʼ][^\W\d_]+)*"
_AFTER_LABEL = r"(?:[ \xa0\u202f]?:[ \xa0]?|[ \xa0][-–—|»›→▶►][ \xa0])"
_LABEL = re.compile(rf"\W{{0,3}}((?:{_WORDS}[ -]){{0,4}}{_WORDS}){_AFTER_LABEL}[\"«“„'’(\[]?([^\W_])")
"""A label and the text after it: "Read also: Growers", "See also » Growers", or a speaker and a quotation."""
_CAN_END_LABEL = re.compile("[:|»›→▶►]|[ \xa0][-–—]")
"""A fast check that runs before _LABEL, because most lines have no label."""
_SIGN = re.compile(r"[%°$€£¥₽₸₴₺₼₮▲▼↑↓±+−-](?:(?<![+−-])|(?<!\w.)\d)")
"""Signs of units and changes. A plus or minus counts only before a digit, and not inside a word or a number."""
_QUOTES = "\"'“”„«»‘’‹›"
_QUOTE = re.compile(f"[{_QUOTES}]")
_DASHES = "-–—"
_CLASSES = {kind: float(number) for number, kind in enumerate(LineClass)}


def at_line(feature: str, offset: int) -> str:
    """Return the name of a feature of another line: `offset` printed lines below, or above if `offset` is negative."""
    return f"{feature}, line {abs(offset)} {'below' if offset > 0 else 'above'}" if offset else feature


def shape_features(lines: Sequence[ClassedLine]) -> Reals:
    """Return one row per line, one column per feature of SHAPE_FEATURES."""
    return np.array([_shape(classed) for classed in lines], np.float64).reshape(len(lines), len(SHAPE_FEATURES))


def _shape(classed: ClassedLine) -> tuple[float, ...]:
    whole = classed.line.printed
    text = whole[:LONGEST_SHAPE]
    words = _WORD.findall(text)
    first, last = text[0], whole[-1]
    lengths = list(map(len, words))
    count, letters = len(words) or 1, sum(lengths) or 1
    digits = len(_DIGIT.findall(text))
    capitals = sum([word[0].isupper() for word in words])
    return (
        math.log(len(whole)), len(words), capitals / count, sum(map(str.isupper, words)) / count,
        digits / len(text), last == ".", last in "?!", last == ":", last in ",;", last in _QUOTES,
        last.isalpha(), last.isdigit(), first in _QUOTES, first.isdigit(), first.islower(), first in "•*·‣▪●◦",
        first in _DASHES, _CLOCK.match(text) is not None, text.count(":"), text.count("|") + text.count("/") + text.count("›"),
        "@" in text or "www." in text or "http" in text, len(_SENTENCE.findall(text)), text.count(","),
        len(_QUOTE.findall(text)), text.count("("), digits > 0 and _YEAR.search(text) is not None,
        max(lengths, default=0), letters / count, classed.line.left - classed.line.start,
        _CLASSES[classed.kind], "©" in text, first.isupper(), text.count(" - ") + text.count(" – ") + text.count(" — "),
        len(label_of(text).split()), len(_SIGN.findall(text)),
    )  # fmt: skip


def label_of(text: str) -> str:
    """Return the label that a line begins with, or "" if there is no label.

    A label is up to five words before a colon, a bar, an arrow or a spaced dash. A capital letter or a digit must follow the
    separator.
    """
    label = _LABEL.match(text) if _CAN_END_LABEL.search(text, 0, LONGEST_LABEL) else None
    return label[1] if label and not label[2].islower() else ""
