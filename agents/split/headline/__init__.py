"""Cleaned headlines: the words of the story, without the site's name, the time and the path of the page."""

from __future__ import annotations

__all__: list[str] = []
