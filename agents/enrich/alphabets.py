"""Whether a text is written in the alphabet of a language.

The language model knows only the usual spelling of a language. It mistakes Kazakh without its special letters for Kyrgyz,
and Kyrgyz in Latin letters for Turkmen. In both cases its confidence is near 1.
"""

from __future__ import annotations

import re

__all__ = ["fits_alphabet"]

FEWEST_LETTERS = 200
"""Letters that a text needs to be checked. A shorter text may lack a special letter by chance."""
LEAST_OWN = 2
MOST_FOREIGN = 20
"""Limits per 1,000 letters. Of 71 news articles in each language below, none breaks a limit; of 985 in Kyrgyz, one does."""

_OWN = {
    "az": re.compile("ə"),
    "be": re.compile("ў"),
    "bg": re.compile("[ъщ]"),
    "kk": re.compile("[әғқңөұүһі]"),
    "ky": re.compile("[ңөү]"),
    "mn": re.compile("[өү]"),
    "ru": re.compile("[ыэ]"),
    "tg": re.compile("[ғӣқӯҳҷ]"),
    "tk": re.compile("[ýňä]"),
    "tr": re.compile("[ığş]"),
    "tt": re.compile("[әҗңөүһ]"),
    "uk": re.compile("[іїєґ]"),
    "uz": re.compile("[og][‘’'ʻʼ`´]|[ўқғҳ]"),
}
"""Special letters that every long text in the language has."""
_FOREIGN = {
    "az": re.compile("[wñäňýž]"),
    "tk": re.compile("[qxvcığñə]"),
    "tr": re.compile("[qwxñäəňýž]"),
    "uz": re.compile("[wçşöüñäňýžəığ]"),
}
"""Letters that are not in the language's alphabet, but in the alphabets of related languages."""


def fits_alphabet(language: str, text: str) -> bool:
    """Return whether a text has the special letters of `language` and hardly any foreign letters; True for a short text."""
    folded = text.casefold()
    letters = sum(map(str.isalpha, folded))
    if letters < FEWEST_LETTERS:
        return True
    own, foreign = _OWN.get(language), _FOREIGN.get(language)
    lacks_own = own is not None and 1000 * len(own.findall(folded)) < LEAST_OWN * letters
    has_foreign = foreign is not None and 1000 * len(foreign.findall(folded)) > MOST_FOREIGN * letters
    return not lacks_own and not has_foreign
