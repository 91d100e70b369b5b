"""Pages: what a crawler publishes, and the report on it."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from schemas.base import REPAIRED, Message, Moment, Provenance

__all__ = ["Layout", "Page", "PageEnvelope", "PageReport"]

Layout = Literal["page", "article"]


class PageEnvelope(Message):
    """A raw page as JSON; unknown fields are ignored, bare text is accepted too."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    text: str = Field(description="all visible text of the page")
    url: str | None = Field(default=None, description="address of the page")
    source: str | None = Field(default=None, description="name of the publisher")
    fetched_at: Moment | None = Field(default=None, description="when the page was fetched")
    layout: Layout = Field(default="page", description="'article': the text is one article already")
    content_type: str | None = Field(default=None, description="media type of the original")
    licence: str | None = Field(default=None, description="licence of the text, passed on")
    robots: str | None = Field(default=None, description="robots directives, passed on")


class Page(Provenance):
    """A page as the split stage takes it: decoded, checked, with its event time."""

    text: str
    layout: Layout = "page"
    licence: str | None = None
    robots: str | None = None
    cut: tuple[str, ...] = ()
    """Fields that were dropped: they exceed a limit, or cannot be printed."""


class PageReport(Provenance):
    """What became of one raw page: one report a page, for its crawler."""

    outcome: Literal["split", "no_article", "refused"] = Field(description="what the page gave")
    reason: str | None = Field(
        default=None,
        description="code word, where the page was refused, cut without confidence, has articles that cannot be read, "
        "or has text and no article",
    )
    detail: str | None = Field(default=None, description="one sentence to the reason")
    page_date: str | None = Field(default=None, description="date printed on the page, YYYY-MM-DD")
    characters: int = Field(ge=0, description="length of the page's text as received")
    articles: int = Field(ge=0, description="articles found")
    content_ids: list[str] = Field(default_factory=list, description="their content ids, in page order")
    teasers: int = Field(default=0, ge=0, description="articles whose text the page cuts")
    headline_lists: int = Field(default=0, ge=0, description="lists of three and more headlines without text")
    ticks: int = Field(ge=0, description="distinct ticks found")
    tick_lines: int = Field(ge=0, description="ticks found, repetitions counted")
    confidence: float | None = Field(default=None, ge=0, le=1, description="lowest confidence of a boundary")
    ledger: dict[str, int] = Field(default_factory=dict, description="characters of the page by span kind")
    cut: list[str] = Field(default_factory=list, description="what was dropped by a limit: fields by name, 'ticks'")
    repaired: str | None = Field(default=None, description=REPAIRED)
    splitter: str = Field(description="version of the splitter")
