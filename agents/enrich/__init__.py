"""Enrich: what an article's text says, with the place where it says so."""

from agents.enrich.stage import STAGE, enrich, warm

__all__ = ["STAGE", "enrich", "warm"]
