"""Pages as crawlers publish them, and the report on each page."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from schemas.base import REPAIRED, Message, Moment, Provenance

__all__ = ["Layout", "Page", "PageEnvelope", "PageReport"]

Layout = Literal["page", "article"]


class PageEnvelope(Message):
    """A raw page as JSON. Unknown fields are ignored. A raw page may also be bare text instead of JSON."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    text: str = Field(description="all visible text of the page")
    url: str | None = Field(default=None, description="address of the page")
    source: str | None = Field(default=None, description="name of the publisher")
    fetched_at: Moment | None = Field(default=None, description="time at which the page was fetched")
    layout: Layout = Field(default="page", description="page: the text is a whole page; article: it is one article already")
    content_type: str | None = Field(default=None, description="media type of the original")
    licence: str | None = Field(default=None, description="licence of the text; passed on")
    robots: str | None = Field(default=None, description="robots directives; passed on")


class Page(Provenance):
    """A page as the split stage receives it: decoded and checked, with its event time."""

    text: str
    layout: Layout = "page"
    licence: str | None = None
    robots: str | None = None
    cut: tuple[str, ...] = ()
    """Names of the fields that were dropped, because they exceed a limit or have unprintable characters."""


class PageReport(Provenance):
    """The report on one raw page, for the crawler that sent it. Every page gets one report, and a parked page one more."""

    outcome: Literal["split", "no_article", "refused", "parked"] = Field(
        description="split: the page has articles; no_article: it has none; refused: the whole page was rejected; "
        "parked: too many pages of the source were refused, so the page waits, and gets another report later"
    )
    reason: str | None = Field(
        default=None,
        description="code word if the page was refused or parked, was cut with low confidence, has articles that cannot be read, "
        "or has text and no article; a reader must expect words that it does not know",
    )
    detail: str | None = Field(default=None, description="one sentence about the reason")
    page_date: str | None = Field(default=None, description="date printed on the page, YYYY-MM-DD")
    characters: int = Field(ge=0, description="length of the page's text as received")
    articles: int = Field(ge=0, description="number of articles")
    content_ids: list[str] = Field(default_factory=list, description="content ids of the articles, in page order")
    teasers: int = Field(default=0, ge=0, description="number of articles whose text the page cuts")
    headline_lists: int = Field(default=0, ge=0, description="number of lists of three or more headlines without text")
    ticks: int = Field(ge=0, description="number of distinct ticks")
    tick_lines: int = Field(ge=0, description="number of ticks, with repetitions")
    confidence: float | None = Field(default=None, ge=0, le=1, description="lowest confidence of an article of the page")
    ledger: dict[str, int] = Field(default_factory=dict, description="characters of the page by span kind")
    cut: list[str] = Field(default_factory=list, description="what was dropped because of a limit: names of fields, or 'ticks'")
    repaired: str | None = Field(default=None, description=REPAIRED)
    splitter: str = Field(description="version of the splitter")
