"""Decisions: whether each draft is new, a duplicate or an update, and why."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from schemas.base import Provenance

__all__ = ["Decision", "DecisionKind"]

DecisionKind = Literal["new", "exact", "near", "excerpt", "update", "earlier"]


class Decision(Provenance):
    """The verdict on one draft, written by the stage where its way ends."""

    content_id: str
    article_index: int = Field(ge=0)
    kind: DecisionKind
    of: str | None = Field(description="article_id it belongs to; its own where it is new")
    method: str = Field(description="how it was decided")
    score: float = Field(ge=0, le=1)
    same_source: bool = Field(description="this source had carried the text, or the article, before")
    route: int | None = Field(default=None, description="dedupe route that decided; null: the version stage")
    version: int | None = Field(default=None, description="version published; null: nothing was")
