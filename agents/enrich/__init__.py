"""The stage `enrich`: find the language of an article and its amounts of money, with their offsets."""

from agents.enrich.stage import STAGE, Enrichment, enrich, enrichment

__all__ = ["STAGE", "Enrichment", "enrich", "enrichment"]
