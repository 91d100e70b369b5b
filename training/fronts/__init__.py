"""Pages laid out as real pages of several stories are: fronts, feeds, digests, blogs, and what surrounds single articles."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from training.compose import Piece
from training.fronts.around import Around
from training.fronts.further import ALL_KINDS
from training.fronts.kinds import Desk
from training.fronts.phrases import phrases_of
from training.fronts.pool import Pool, pools_of
from training.fronts.sheet import Sheet, draw_spacing
from training.fronts.stamps import Stamper, draw_stamper
from training.pages import LabelledPage

__all__ = ["lay_out"]

FOREIGN_WORDS = {
    "tg": ("ru", 0.2),
    "ky": ("ru", 0.15),
    "kk": ("ru", 0.15),
    "uz": ("ru", 0.08),
    "tk": ("ru", 0.08),
    "mn": ("ru", 0.05),
}
"""Languages whose sites often have the buttons and menus of another, and how often."""
ENGLISH_WORDS = 0.04


def lay_out(
    pieces: Sequence[Piece], furniture: Sequence[Piece], teasers: Mapping[str, str], count: int, seed: int
) -> Iterator[LabelledPage]:
    """Yield `count` pages made of articles and furniture of one fold; `teasers` has the real summary of some headlines.

    The same arguments give the same pages. A page's profile is its kind.
    """
    chance = random.Random(seed)  # noqa: S311  no secret, a fixed seed
    pools = pools_of(pieces)
    weights = [pool.weight for pool in pools]
    kinds, shares = list(ALL_KINDS), [weight for weight, _ in ALL_KINDS.values()]
    for number in range(count):
        kind = chance.choices(kinds, shares)[0]
        pool = chance.choices(pools, weights)[0]
        sheet = Sheet(f"front-{seed}-{number}", pool.language, draw_spacing(chance), chance)
        around = Around(sheet, _stamper(pool, chance), pool, furniture)
        ALL_KINDS[kind][1](Desk(around, pool, teasers))
        yield sheet.page(kind)


def _stamper(pool: Pool, chance: random.Random) -> Stamper:
    other, share = FOREIGN_WORDS.get(pool.language, (pool.language, 0.0))
    language = other if chance.random() < share else "en" if chance.random() < ENGLISH_WORDS else pool.language
    return draw_stamper(language, phrases_of(language), pool.names, chance)
