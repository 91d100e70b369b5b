"""Ticks: how far each rate can be believed, and the latest of every pair."""

from agents.ticks.stage import STAGE

__all__ = ["STAGE"]
