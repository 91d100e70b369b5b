"""How much each cue weighs: log-odds for one unit of the cue, the only place of these numbers.

Fitted by logistic regression (ridge 3 on standardised cues) on 27,286 candidate lines of 600
composed pages, 2,544 of them headlines, in 15 languages. Five folds by publisher, so that no
house style was both learnt and measured: headline F1 .86. "follows a date" and "follows a
tick" came out above 6 and were cut to 4: every one of those pages puts its first headline
there, other pages do not. The fit is offline; these numbers are its whole result.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["BIAS", "WEIGHTS"]

BIAS = -0.01

WEIGHTS: Mapping[str, float] = MappingProxyType({
    # its own shape
    "unusual length": -1.21,  # squared log of characters/60: "Conclusion" and whole sentences are none
    "full stop": -1.53,
    "opens with a quote": -1.55,
    "opens with a time": -6.73,  # entries of a live blog
    "capital words": 1.24,  # share of them: English title case
    # what stands around it
    "follows a date": 4.00,
    "follows a tick": 4.00,
    "prose follows": 1.09,
    "length of what follows": -1.34,  # log ratio to 150 characters: a lead is shorter than what comes later
    "shorter line follows": -1.20,
    "short lines before": -2.66,  # share of the nearest four: menus, tables, lyrics
    "short lines after": -5.80,
    "text opens with a quote": -0.97,  # a lead tells, it does not quote
    "no text before": -3.31,  # top of the page: menus and site names
    "longer than the candidate before": -0.33,
    # whether the text goes on over it
    "lead known before": -8.15,  # share of the next 100 words that the 300 before had
    "end goes on": -8.12,  # share of the last 100 words that the 300 after have
    "link far": 4.18,  # share of its own words in the 300 after
    "names come back": 2.27,  # share of its names among the next 40
    "long and linked": 2.35,
    "full stop and link back": -4.43,  # a short paragraph takes up words said before
    # whether the text returns to the article it would end
    "return to headline": -4.18,
    "return of names": -5.45,
    "drawn from article": -1.80,  # its words are the article's
    "length of article": 0.67,  # log ratio to 100 words
})  # fmt: skip
