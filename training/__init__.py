"""Trains the splitter's model on labelled pages. The product does not import this package."""

from __future__ import annotations

__all__: list[str] = []
