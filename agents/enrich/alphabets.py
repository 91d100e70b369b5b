"""Whether a text is written in the letters of a language.

The model of languages knows texts as they are usually written. Kazakh without its own letters looks
like Kyrgyz to it, Kyrgyz in Latin letters like Turkmen, each with a confidence near 1.
"""

from __future__ import annotations

import re

__all__ = ["fits"]

FEWEST_LETTERS = 200
"""A shorter text may lack them by chance."""
LEAST_OWN = 2
MOST_FOREIGN = 20
"""Of 1,000 letters. Of 71 news articles in each language below none is beyond them; of 985 in Kyrgyz one is."""

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
"""Letters that no text of the language does without."""
_FOREIGN = {
    "az": re.compile("[wñäňýž]"),
    "tk": re.compile("[qxvcığñə]"),
    "tr": re.compile("[qwxñäəňýž]"),
    "uz": re.compile("[wçşöüñäňýžəığ]"),
}
"""Letters that the language's alphabet does not have, but its neighbours' have."""


def fits(language: str, text: str) -> bool:
    """Return whether a text has a language's own letters and hardly any foreign ones; True for a short text."""
    folded = text.casefold()
    letters = sum(map(str.isalpha, folded))
    if letters < FEWEST_LETTERS:
        return True
    own, foreign = _OWN.get(language), _FOREIGN.get(language)
    lacks_own = own is not None and 1000 * len(own.findall(folded)) < LEAST_OWN * letters
    has_foreign = foreign is not None and 1000 * len(foreign.findall(folded)) > MOST_FOREIGN * letters
    return not lacks_own and not has_foreign
