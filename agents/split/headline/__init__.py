"""The story's own words of a headline, without what a site prints around them."""

from __future__ import annotations

__all__: list[str] = []
