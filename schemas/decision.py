"""Decisions: whether each draft is new, a duplicate or an update, and why."""

from __future__ import annotations

from pydantic import Field

from schemas.base import Provenance

__all__ = ["Decision"]

KIND = (
    "what the draft is: 'new', 'exact' (a text that is known), 'near' (another source's rendering), 'excerpt', 'update', "
    "'earlier' (an older state of a known article); a reader must expect other words"
)


class Decision(Provenance):
    """The verdict on one draft. Dedupe writes one per draft, and publishes the draft if `version` is set."""

    content_id: str
    article_index: int = Field(ge=0)
    kind: str = Field(description=KIND)
    of: str | None = Field(description="article_id of its article; for a new article, the draft's content_id")
    method: str = Field(description="method that decided, such as 'content_id'; a reader must expect other words")
    score: float = Field(ge=0, le=1)
    same_source: bool = Field(description="whether the same source published the text or the article before")
    version: int | None = Field(default=None, description="version that was published; null if none was")
