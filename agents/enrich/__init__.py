"""Enrich: the language and the money of an article, with offsets."""

from agents.enrich.stage import STAGE, Enrichment, enrich, enrichment

__all__ = ["STAGE", "Enrichment", "enrich", "enrichment"]
