"""Teasers, which are articles whose text the page truncates, and the buttons that lead to the rest of the text.

A front page, a feed or a paywall prints only the beginning of a story. The text of such a teaser ends in an ellipsis ("...
[+1234 chars]" in feeds) or within a sentence, or a button such as "Read more" is below the text. Buttons become boilerplate.

A text that ends in an ellipsis inside quotation marks is not truncated: the speaker trails off.
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
"""Most characters and most lines of a teaser with a button below. The button below a longer text leads elsewhere."""
BUTTON_WITHIN = 5
"""Most printed lines from a text to its button. A date, an author or a number of comments may be between the two."""
SHORT_WORDS = 4
"""Most words of a line between a text and its button. A longer line begins something else."""
SEVERAL_WORDS = 8
"""Least words of a teaser that ends within a sentence; a shorter text may be a caption."""
FEED = 3
"""Least teasers of one sentence on a page that is a feed of first sentences."""
TAIL = 80
"""Number of characters at the end of a text that are searched for an ellipsis or a button."""

_SENTENCE = re.compile(r"""[^\W\d_]{3}[.!?…]["'»”’)]?\s""")
_ELLIPSES = ("...", "…")
_TRUNCATED_ENDS = (*_ELLIPSES, "(...)", "(…)", "[...]", "[…]", "(more...)", "(more…)")
_ARROWS = (" →", " »", " ›", " >", " ►", " ▸")
_OPEN_ENDS = ",;-–—"


def without_buttons(lines: Sequence[ClassedLine], articles: Sequence[ArticleLines]) -> list[ArticleLines]:
    """Return the articles with their buttons marked as boilerplate. An article that has only buttons is dropped."""
    return [article for article in (_unbuttoned(lines, each) for each in articles) if article.has_text]


def _unbuttoned(lines: Sequence[ClassedLine], article: ArticleLines) -> ArticleLines:
    buttons = {n - article.start for n in article.blocks if is_button(lines[n].line.printed)}
    if not buttons:
        return article
    return replace(article, kinds=["furniture" if place in buttons else kind for place, kind in enumerate(article.kinds)])


def teasers(lines: Sequence[ClassedLine], articles: Sequence[ArticleLines]) -> list[bool]:
    """Return, per article, whether the page truncates the text. The articles must come from `without_buttons`.

    Some feeds print only the first sentence of each story. On such a page, a whole sentence counts as truncated if a truncated
    sentence of the page is at least as long.
    """
    ends = [*(article.first for article in articles[1:]), len(lines)]
    truncated = [_is_truncated(lines, article, end) for article, end in zip(articles, ends, strict=False)]
    sizes = [_sentence_size(lines, article) for article in articles]
    of_teasers = [size for size, is_teaser in zip(sizes, truncated, strict=True) if is_teaser and size]
    feed = len(of_teasers) >= FEED and 2 * len(of_teasers) > sum(size > 0 for size in sizes)
    longest = max(of_teasers, default=0) if feed else 0
    return [is_teaser or 0 < size <= longest for size, is_teaser in zip(sizes, truncated, strict=True)]


def _sentence_size(lines: Sequence[ClassedLine], article: ArticleLines) -> int:
    """Return the number of characters of the article's text if the text is a single sentence, else 0."""
    text = lines[article.blocks[0]].line.printed
    return len(text) if len(article.blocks) == 1 and not _SENTENCE.search(text) else 0


def _is_truncated(lines: Sequence[ClassedLine], article: ArticleLines, until: int) -> bool:
    last = lines[article.blocks[-1]].line.printed
    if _ends_in_ellipsis(last) or _breaks_off(last, article):
        return True
    size = sum(len(lines[n].line.printed) for n in article.blocks)
    short = len(article.blocks) <= SHORT_BLOCKS and size < SHORT_TEXT
    return short and (_ends_in_button(last) or _has_button_below(lines, article.end, until))


def _ends_in_ellipsis(text: str) -> bool:
    """Return whether a text ends in an ellipsis. An arrow, a number of omitted characters or a button may follow the ellipsis."""
    tail = text[-TAIL:]
    for arrow in _ARROWS:
        tail = tail.removesuffix(arrow)
    if tail.endswith(_TRUNCATED_ENDS):
        return True
    places = [tail.rfind(ellipsis) + len(ellipsis) for ellipsis in _ELLIPSES if ellipsis in tail]
    return bool(places) and leads_to_rest(tail[max(places) :].lstrip(" ])"))


def _breaks_off(text: str, article: ArticleLines) -> bool:
    """Return whether the article has only one paragraph, and this paragraph, `text`, ends within a sentence."""
    one = len(article.blocks) == 1 and article.kinds[article.blocks[0] - article.start] in {"paragraph", "dek"}
    return one and len(text.split()) >= SEVERAL_WORDS and (text[-1].isalnum() or text[-1] in _OPEN_ENDS)


def _ends_in_button(text: str) -> bool:
    tail = text[-TAIL:]
    place = max(tail.rfind(end) for end in (". ", "! ", "? "))
    return place >= 0 and leads_to_rest(tail[place + 2 :].strip())


def _has_button_below(lines: Sequence[ClassedLine], start: int, until: int) -> bool:
    """Return whether a button is among the short lines right below a text, which are the lines from `start` to `until`."""
    below = [classed for classed in lines[start:until] if classed.kind is not LineClass.BLANK]
    for classed in below[:BUTTON_WITHIN]:
        if leads_to_rest(classed.line.printed):
            return True
        about = classed.kind in {LineClass.DATE, LineClass.BYLINE, LineClass.FRAGMENT}
        if not about and len(classed.line.printed.split()) > SHORT_WORDS:
            return False
    return False
