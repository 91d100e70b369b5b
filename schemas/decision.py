"""Decisions: whether each draft is new, a duplicate or an update, and why."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from schemas.base import Provenance

__all__ = ["Decision", "DecisionKind"]

DecisionKind = Literal["new", "exact", "near", "excerpt", "update", "earlier"]


class Decision(Provenance):
    """The verdict on one draft, written by the stage that publishes or drops it."""

    content_id: str
    article_index: int = Field(ge=0)
    kind: DecisionKind
    of: str | None = Field(description="article_id of its article; for a new article, the draft's content_id")
    method: str = Field(description="method that decided")
    score: float = Field(ge=0, le=1)
    same_source: bool = Field(description="whether the same source published the text or the article before")
    route: int | None = Field(default=None, description="dedupe route that decided; null if the version stage decided")
    version: int | None = Field(default=None, description="version that was published; null if none was")
