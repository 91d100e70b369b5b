"""The trained model: its passes over the lines of a page, its parts, and its files."""

from __future__ import annotations

__all__: list[str] = []
