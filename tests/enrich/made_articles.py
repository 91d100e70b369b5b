"""Made articles for the tests of enrich: a maker's type, and texts to draw from."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from schemas.article import UniqueArticle

__all__ = ["LINES", "MakeArticle"]

MakeArticle = Callable[..., UniqueArticle]

LINES = st.lists(
    st.sampled_from(
        ["Aksuu paid 5,500 KGS", "", "47,5 млрд сом кетти", "12 000 so'm", "$1.5-2 billion", "no money", "€3bn 😀 5 USD"]
    ),
    min_size=1,
    max_size=8,
).map("\n".join)
