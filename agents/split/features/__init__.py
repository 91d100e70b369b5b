"""The features of a page: one row per printed line, one column per feature."""

from __future__ import annotations

__all__: list[str] = []
