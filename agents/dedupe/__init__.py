"""Dedupe: which drafts are new. `stage(route)` is one route; `state` holds its memory."""

from __future__ import annotations

from agents.dedupe.stage import stage

__all__ = ["stage"]
