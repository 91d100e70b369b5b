"""Articles: draft, numbered version, clean article."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from schemas.base import REPAIRED, Amount, Message, Provenance

__all__ = [
    "Article",
    "Block",
    "CleanArticle",
    "Draft",
    "Located",
    "MoneyMention",
    "PageRate",
    "Subheading",
    "UniqueArticle",
]

PAGE_WIDTHS = (
    "pairs (n, width): the next n characters of the text take `width` characters each on the page; "
    "a line feed between blocks counts as one character; empty if every width is 1"
)


MOST_RECEIVED = 2**40
"""Most received characters that widths may describe: far above the longest page, and far below any overflow."""


def _pairs(widths: list[int]) -> list[int]:
    """Reject widths that are no pairs, that are negative, or that describe more than a page can have."""
    counts, each = widths[::2], widths[1::2]
    if len(counts) != len(each) or any(number < 0 for number in widths):
        raise ValueError("widths are pairs of numbers that are not negative")
    if sum(counts) + sum(count * width for count, width in zip(counts, each, strict=True)) > MOST_RECEIVED:
        raise ValueError("the widths describe more characters than a page has")
    return widths


class Located(Message):
    """A piece of an article, with its offsets in the article's text and on the page as received.

    If the page was repaired, the offsets on the page slice to the unrepaired characters.
    """

    start: int = Field(ge=0, description="first character in the article's text")
    end: int = Field(ge=0, description="one past the last character in the article's text")
    page_start: int = Field(ge=0, description="first character on the page")
    page_end: int = Field(ge=0, description="one past the last character on the page")


class Block(Located):
    """One line of the article's text. Its characters on the page are the same, unless the text was repaired."""

    kind: Literal["paragraph", "subheading", "list", "dek"] = Field(description="what the line is")


class Subheading(Located):
    """A sub-heading inside an article."""

    text: str


class PageRate(Message):
    """A rate printed on the article's own page."""

    base: str = Field(description="ISO 4217 code of the currency that is priced")
    quote: str = Field(description="ISO 4217 code of the currency it is priced in")
    rate: Amount = Field(description="quote units for one base unit, as printed")
    error_bound: Amount = Field(description="half of the last printed digit")


class Article(Provenance):
    """An article cut out of a page. All later stages pass these fields on."""

    content_id: str = Field(description="'c1:' + BLAKE2b-128 of the normalised headline and body")
    article_index: int = Field(ge=0, description="index of the article on its page, from 0")
    headline: str = Field(description="headline as printed (repaired), without the site's name; empty if the article has none")
    text: str = Field(description="body: the blocks as printed (repaired), joined by line feeds")
    page_start: int = Field(ge=0, description="first character on the page, of the headline if there is one")
    page_end: int = Field(ge=0, description="one past the article's last character on the page")
    headline_start: int = Field(ge=0, description="first character of the headline on the page")
    headline_end: int = Field(ge=0, description="one past the last character of the headline on the page")
    blocks: list[Block] = Field(description="the lines of the text, in order")
    subheadings: list[Subheading] = Field(default_factory=list)
    page_date: str | None = Field(default=None, description="date printed on the page, YYYY-MM-DD")
    confidence: float = Field(ge=0, le=1, description="confidence of the article's boundaries")
    teaser: bool = Field(default=False, description="true if the page cuts the text and the story goes on elsewhere")
    repaired: str | None = Field(default=None, description=REPAIRED)
    page_widths: Annotated[list[int], AfterValidator(_pairs)] = Field(default_factory=list, description=PAGE_WIDTHS)
    splitter: str = Field(description="version of the splitter")
    licence: str | None = None
    robots: str | None = None


class Draft(Article):
    """An article as the split stage found it, not yet compared with any other."""

    rates: list[PageRate] = Field(default_factory=list, description="rates printed on the page")


class UniqueArticle(Draft):
    """A numbered version of an article. Readers keep the highest."""

    article_id: str = Field(description="content_id of the version first published")
    version: int = Field(ge=1, description="number of the version; readers keep the highest of an article_id")


class MoneyMention(Located):
    """An amount of money in the text, with its value in US dollars at the rate on the same page."""

    text: str = Field(description="as printed")
    amount: Amount = Field(description="the number, with scale words such as million applied")
    currency: str = Field(description="ISO 4217 code")
    usd: Amount | None = Field(default=None, description="value in US dollars")
    usd_low: Amount | None = Field(default=None, description="value at the low end of the rate's error bound")
    usd_high: Amount | None = Field(default=None, description="value at the high end of the rate's error bound")
    reason: str | None = Field(default=None, description="why usd is null")
    stated_usd: Amount | None = Field(default=None, description="value in US dollars that the text itself states")
    stated_ratio: Amount | None = Field(default=None, description="stated_usd / usd")
    rule: str = Field(description="rule that found it")


class CleanArticle(Article):
    """A numbered version of an article, with the language and the money of its text."""

    article_id: str = Field(description="content_id of the version first published")
    version: int = Field(ge=1, description="number of the version; readers keep the highest of an article_id")
    language: str | None = Field(
        description="ISO 639-1 code; null if the text is too short, or lacks the letters that only this language has"
    )
    language_confidence: float | None = Field(default=None, ge=0, le=1)
    money: list[MoneyMention] = Field(default_factory=list)
    enricher: str = Field(description="version of the enrichment")
