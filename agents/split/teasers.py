"""Articles whose text the page cuts, and the buttons that lead to the rest of it.

A front page, a feed and a paywall print the beginning of a story. Its text ends in an ellipsis ("... [+1234 chars]" in feeds),
or within a sentence, or has a button below that says "Read more". Buttons become furniture.

A text with an ellipsis in quotation marks is not cut: a speaker trails off.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agents.split.buttons import is_button, leads_to_rest
from agents.split.ledger import ArticleLines
from agents.split.line_classes import ClassedLine, LineClass

__all__ = ["teasers", "without_buttons"]

SHORT_TEXT, SHORT_BLOCKS = 600, 2
"""Characters and lines of a text that a button below may cut; below a longer one it leads elsewhere."""
BUTTON_WITHIN = 5
"""Printed lines below a text in which its button is looked for: a date, an author, a number of comments."""
SHORT_WORDS = 4
"""Words of such a line; a longer one begins something else."""
SEVERAL_WORDS = 8
"""Words of a text without the end of a sentence that is cut; a shorter one may be a caption."""
FEED = 3
"""Cut articles of one sentence that make a feed of first sentences."""
TAIL = 80
"""Characters at the end of a text in which a button is looked for."""

_SENTENCE = re.compile(r"""[^\W\d_]{3}[.!?…]["'»”’)]?\s""")
_ELLIPSES = ("...", "…")
_CUT_ENDS = (*_ELLIPSES, "(...)", "(…)", "[...]", "[…]", "(more...)", "(more…)")
_ARROWS = (" →", " »", " ›", " >", " ►", " ▸")
_GOES_ON = ",;-–—"


def without_buttons(lines: Sequence[ClassedLine], articles: Sequence[ArticleLines]) -> list[ArticleLines]:
    """Return the articles with their buttons as furniture; one that has no other text is none."""
    return [article for article in (_unbuttoned(lines, each) for each in articles) if article.has_text]


def _unbuttoned(lines: Sequence[ClassedLine], article: ArticleLines) -> ArticleLines:
    pressed = {n - article.start for n in article.blocks if is_button(lines[n].line.printed)}
    if not pressed:
        return article
    return replace(article, kinds=["furniture" if place in pressed else kind for place, kind in enumerate(article.kinds)])


def teasers(lines: Sequence[ClassedLine], articles: Sequence[ArticleLines]) -> list[bool]:
    """Return for each article whether the page cuts its text; `without_buttons` goes first."""
    ends = [*(article.first for article in articles[1:]), len(lines)]
    cut = [_is_cut(lines, article, end) for article, end in zip(articles, ends, strict=False)]
    sizes = [_sentence_size(lines, article) for article in articles]
    cut_sizes = [size for size, is_cut in zip(sizes, cut, strict=True) if is_cut and size]
    feed = len(cut_sizes) >= FEED and 2 * len(cut_sizes) > sum(size > 0 for size in sizes)
    longest = max(cut_sizes, default=0) if feed else 0
    return [is_cut or 0 < size <= longest for size, is_cut in zip(sizes, cut, strict=True)]


def _sentence_size(lines: Sequence[ClassedLine], article: ArticleLines) -> int:
    """Return the characters of a text of one sentence, 0 for any other."""
    text = lines[article.blocks[0]].line.printed
    return len(text) if len(article.blocks) == 1 and not _SENTENCE.search(text) else 0


def _is_cut(lines: Sequence[ClassedLine], article: ArticleLines, until: int) -> bool:
    last = lines[article.blocks[-1]].line.printed
    if _ends_in_ellipsis(last) or _breaks_off(last, article):
        return True
    size = sum(len(lines[n].line.printed) for n in article.blocks)
    short = len(article.blocks) <= SHORT_BLOCKS and size < SHORT_TEXT
    return short and (_ends_in_button(last) or _has_button_below(lines, article.end, until))


def _ends_in_ellipsis(text: str) -> bool:
    """Return whether a text ends in an ellipsis, with an arrow, a count or a button after it."""
    tail = text[-TAIL:]
    for arrow in _ARROWS:
        tail = tail.removesuffix(arrow)
    if tail.endswith(_CUT_ENDS):
        return True
    places = [tail.rfind(ellipsis) + len(ellipsis) for ellipsis in _ELLIPSES if ellipsis in tail]
    return bool(places) and leads_to_rest(tail[max(places) :].lstrip(" ])"))


def _breaks_off(text: str, article: ArticleLines) -> bool:
    """Return whether a text of one paragraph ends within a sentence."""
    one = len(article.blocks) == 1 and article.kinds[article.blocks[0] - article.start] in {"paragraph", "dek"}
    return one and len(text.split()) >= SEVERAL_WORDS and (text[-1].isalnum() or text[-1] in _GOES_ON)


def _ends_in_button(text: str) -> bool:
    tail = text[-TAIL:]
    place = max(tail.rfind(end) for end in (". ", "! ", "? "))
    return place >= 0 and leads_to_rest(tail[place + 2 :].strip())


def _has_button_below(lines: Sequence[ClassedLine], start: int, until: int) -> bool:
    """Return whether a button is among the few short lines below a text."""
    below = [classed for classed in lines[start:until] if classed.kind is not LineClass.BLANK]
    for classed in below[:BUTTON_WITHIN]:
        if leads_to_rest(classed.line.printed):
            return True
        about = classed.kind in {LineClass.DATE, LineClass.BYLINE, LineClass.FRAGMENT}
        if not about and len(classed.line.printed.split()) > SHORT_WORDS:
            return False
    return False
