"""Normal forms of text: one for comparing and reading, one for the identity of an article."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from typing import NamedTuple

from agents.text.script import shard_key

__all__ = ["ALIGNED", "INVISIBLE", "Identity", "content_id", "fold", "identity", "words_alone"]

_APOSTROPHES = "\u2018\u2019\u201a\u201b\u02bb\u02bc\u02b9\u02bd\u0060\u00b4\u2032\uff07"
_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02"
_BLANKS = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_HYPHENS = "\u2010\u2011\u2212\ufe63\uff0d"
_MANY = 100
"""Number of characters to replace above which str.translate is faster than str.replace. A page has about 20."""

INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)

_FOLDED: dict[int, str | None] = {
    **dict.fromkeys(map(ord, _APOSTROPHES), "'"),
    **dict.fromkeys(map(ord, _QUOTES), '"'),
    **dict.fromkeys(map(ord, _BLANKS), " "),
    **dict.fromkeys(map(ord, _HYPHENS), "-"),
    **dict.fromkeys(map(ord, INVISIBLE), None),
}

ALIGNED: dict[int, str] = {code: new or " " for code, new in _FOLDED.items()}
"""For str.translate: folds characters as `fold` does, but always one to one, so that offsets remain valid."""


def fold(text: str) -> str:
    """Return the text in NFC, with one kind of blank, quote and hyphen, without invisible characters.

    Offsets into the result differ from offsets into the text.
    """
    if text.isascii():
        return text.replace("\t", " ").replace("`", "'")
    return unicodedata.normalize("NFC", text.translate(_FOLDED))


class Identity(NamedTuple):
    """The content id of an article, and the key that sends all its copies to one partition."""

    content_id: str
    shard_key: str


def identity(headline: str, body: str) -> Identity:
    """Return the content id, 'c1:' + BLAKE2b-128 (hex) of the words of headline and body, and the shard key.

    Typography, case, white space and punctuation do not change them. Moving a word from the headline to the body
    changes the content id: the two are joined by a line feed, which no word has. Both come from the same words, so
    articles with one content id have one shard key.
    """
    normal = f"{words_alone(headline)}\n{words_alone(body)}"
    return Identity("c1:" + blake2b(normal.encode(), digest_size=16).hexdigest(), shard_key(normal))


def content_id(headline: str, body: str) -> str:
    """Return the content id of an article."""
    return identity(headline, body).content_id


def words_alone(text: str) -> str:
    """Return the words of a text in NFKC, casefolded, joined by single blanks. Words consist of letters, digits and marks."""
    # Apostrophes are replaced first, because NFKC turns U+00B4 into a blank and a mark, and U+02BB counts as a letter.
    text = _exchange(text, {each: new for each in set(text) if (new := _before(each)) != each})
    text = unicodedata.normalize("NFKC", _without_dots(unicodedata.normalize("NFKC", text).casefold()))
    # A page has few distinct characters, so it is fast to look up each of them once.
    distinct = set(text)
    words = _exchange(text, {each: " " for each in distinct if not _in_words(each)}).split()
    if marks := "".join(each for each in distinct if unicodedata.category(each)[0] == "M"):
        # NFKC turns an accent alone into a blank and a mark; such a mark belongs to no letter.
        words = [bare for word in words if (bare := word.lstrip(marks))]
    return " ".join(words)


def _exchange(text: str, new: dict[str, str]) -> str:
    """Return the text after each key of `new` is replaced by its value.

    For a few characters, one str.replace per character is ten times as fast as str.translate.
    """
    if len(new) > _MANY:
        return text.translate({ord(old): instead for old, instead in new.items()})
    for old, instead in new.items():
        text = text.replace(old, instead)
    return text


def _without_dots(text: str) -> str:
    """Return the text with i for the Turkish ı, and for an i with a separate dot.

    The reason is that text in capitals does not show which of the letters was meant.
    """
    return re.sub("i\u0307+", "i", text.replace("ı", "i")) if "ı" in text or "\u0307" in text else text


def _before(character: str) -> str:
    """Return what replaces a character before NFKC.

    An apostrophe becomes a blank. An invisible character is removed. Any other character remains.
    """
    if character in _APOSTROPHES:
        return " "
    invisible = unicodedata.category(character) == "Cf" or character == "\u034f" or _is_variation_selector(character)
    return "" if invisible else character


def _is_variation_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _in_words(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM" and character not in _APOSTROPHES
