"""Dedupe: which drafts are new. `stage(route)` is one route; `index` its memory."""

from __future__ import annotations

from agents.dedupe.stage import stage

__all__ = ["stage"]
