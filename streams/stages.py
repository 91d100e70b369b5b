"""The stages of the product, in the order in which data flows through them."""

from __future__ import annotations

from agents import dedupe, enrich, split, ticks
from agents.stage import AnyStage

__all__ = ["STAGES", "stage_named"]

STAGES: tuple[AnyStage, ...] = (split.STAGE, dedupe.STAGE, enrich.STAGE, ticks.STAGE)


def stage_named(name: str) -> AnyStage:
    """Return the stage with this name. Raises KeyError if there is none."""
    return {stage.name: stage for stage in STAGES}[name]
