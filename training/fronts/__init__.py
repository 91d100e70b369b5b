"""Generates pages in the layouts of real sites: front pages, feeds, digests, blogs, single articles with lists."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from training.compose import Piece
from training.fronts.boilerplate import Boilerplate
from training.fronts.further import MAKERS
from training.fronts.kinds import PageContext
from training.fronts.phrases import has_phrases, phrases_of
from training.fronts.pool import Pool, pools_of
from training.fronts.sheet import Sheet, draw_spacing
from training.fronts.stamps import Stamper, draw_stamper
from training.pages import LabelledPage

__all__ = ["WEIGHTS", "lay_out"]

WEIGHTS = {
    "front": 20,  # headlines with teasers, menus around the stories, lists of headlines and adverts between them
    "feed": 11,  # headlines with text, and little else
    "briefs": 13,  # headlines with one to three whole paragraphs, often without further lines about the stories
    "digest": 10,  # a newsletter: issue, greeting, introduction, contents, then items in sections
    "blog": 8,  # the index of a blog: the first paragraphs of each post, a button, a side column
    "ministry": 6,  # long stories of one topic, on some pages each in one line
    "mixed": 7,  # stories of very different lengths
    "short": 6,  # one short story, often with nothing else on the page
    "article": 18,  # one article of 1,500 characters or more, with title-and-teaser pairs of other stories
    "several": 14,  # one to four articles, with lists of headlines below, or market and weather lines between
    "bare": 5,  # no article: menus, lists of headlines, rates
}
"""Relative frequency of each kind of page."""

FOREIGN_WORDS = {
    "tg": ("ru", 0.2),
    "ky": ("ru", 0.15),
    "kk": ("ru", 0.15),
    "uz": ("ru", 0.08),
    "tk": ("ru", 0.08),
    "mn": ("ru", 0.05),
}
"""For languages whose sites often print menus in a second language: the second language, and its share of pages."""
ENGLISH_WORDS = 0.04
FURTHER_LANGUAGES = 0.15


def lay_out(
    pieces: Sequence[Piece], real_boilerplate: Sequence[Piece], teasers: Mapping[str, str], count: int, seed: int
) -> Iterator[LabelledPage]:
    """Yield `count` generated pages of stories from `pieces`, with boilerplate around the stories.

    `teasers` maps some headlines to their real summaries. The profile of a page is its kind, a key of WEIGHTS. The same
    arguments give the same pages.
    """
    chance = random.Random(seed)  # noqa: S311  no secret, a fixed seed
    pools = pools_of(pieces)
    weights = _weights(pools)
    kinds, shares = list(WEIGHTS), list(WEIGHTS.values())
    for number in range(count):
        kind = chance.choices(kinds, shares)[0]
        pool = chance.choices(pools, weights)[0]
        sheet = Sheet(f"front-{seed}-{number}", pool.language, draw_spacing(chance), chance)
        boilerplate = Boilerplate(sheet, _stamper(pool, chance), pool, real_boilerplate)
        MAKERS[kind](PageContext(boilerplate, pool, teasers))
        yield sheet.page(kind)


def _weights(pools: Sequence[Pool]) -> list[float]:
    """Return the weight of each pool.

    The languages without a table of phrases get at most a share FURTHER_LANGUAGES of all pages together.
    """
    known = sum(pool.weight for pool in pools if has_phrases(pool.language))
    further = sum(pool.weight for pool in pools) - known
    most = FURTHER_LANGUAGES / (1 - FURTHER_LANGUAGES) * known
    factor = min(1.0, most / further) if known and further else 1.0
    return [pool.weight * (1.0 if has_phrases(pool.language) else factor) for pool in pools]


def _stamper(pool: Pool, chance: random.Random) -> Stamper:
    other, share = FOREIGN_WORDS.get(pool.language, (pool.language, 0.0))
    language = other if chance.random() < share else "en" if chance.random() < ENGLISH_WORDS else pool.language
    return draw_stamper(language, phrases_of(language), pool.names, chance)
