"""The stage `ticks`: judge how credible each rate is, and keep the latest rates of every pair."""

from agents.ticks.stage import STAGE, TickObservation

__all__ = ["STAGE", "TickObservation"]
