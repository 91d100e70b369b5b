"""Segmentation: from the predictions for the lines of a page to its articles."""

from __future__ import annotations

__all__: list[str] = []
