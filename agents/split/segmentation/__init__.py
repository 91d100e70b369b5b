"""From the predictions of the lines to the articles of a page."""

from __future__ import annotations

__all__: list[str] = []
