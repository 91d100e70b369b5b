"""The stages of the product, in the order data flows."""

from __future__ import annotations

from agents import dedupe, enrich, split, ticks, version
from agents.stage import Stage
from schemas.topics import ROUTES

__all__ = ["STAGES"]

STAGES: tuple[Stage, ...] = (
    split.STAGE,
    *(dedupe.stage(route) for route in range(1, ROUTES + 1)),
    version.STAGE,
    enrich.STAGE,
    ticks.STAGE,
)
