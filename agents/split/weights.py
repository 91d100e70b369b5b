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

BIAS = 0.87

WEIGHTS: Mapping[str, float] = MappingProxyType({
    # its own shape
    "unusual length": -1.33,  # squared log of characters/60: "Conclusion" and whole sentences are none
    "full stop": -2.23,
    "opens with a quote": -1.66,
    "opens with a time": -6.30,  # entries of a live blog
    "capital words": 1.49,  # share of them: English title case
    # what stands around it
    "follows a date": 4.00,
    "follows a tick": 4.00,
    "prose follows": 1.03,
    "length of what follows": -1.30,  # log ratio to 150 characters: a lead is shorter than what comes later
    "shorter line follows": -1.27,
    "short lines before": -2.42,  # share of the nearest four: menus, tables, lyrics
    "short lines after": -5.64,
    "text opens with a quote": -1.09,  # a lead tells, it does not quote
    "no text before": -2.54,  # top of the page: menus and site names
    "longer than the candidate before": -0.37,
    # whether the text goes on over it
    "lead known before": -7.99,  # share of the next 100 words that the 300 before had
    "end goes on": -8.23,  # share of the last 100 words that the 300 after have
    "link far": 4.26,  # share of its own words in the 300 after
    "names come back": 2.13,  # share of its names among the next 40
    "long and linked": 2.74,
    "full stop and link back": -3.93,  # a short paragraph takes up words said before
    # whether the text returns to the article it would end
    "return to headline": -4.96,
    "return of names": -5.60,
    "drawn from article": -2.68,  # its words are the article's
    "length of article": 0.71,  # log ratio to 100 words
})  # fmt: skip
