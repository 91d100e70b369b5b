"""Numbers that describe each printed line of a page: its own shape, its place, and the text around it."""

from __future__ import annotations

__all__: list[str] = []
