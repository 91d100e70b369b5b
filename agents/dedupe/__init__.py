"""Dedupe: which drafts are new, and the version numbers of articles. `state` holds its memory."""

from __future__ import annotations

from agents.dedupe.stage import STAGE

__all__ = ["STAGE"]
