"""Training of the splitter's model from labelled pages; the product never imports it."""

from __future__ import annotations

__all__: list[str] = []
