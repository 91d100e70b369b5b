"""Enrich: what an article's text says, with offsets."""

from agents.enrich.stage import STAGE, Enrichment, enrich, enrichment

__all__ = ["STAGE", "Enrichment", "enrich", "enrichment"]
