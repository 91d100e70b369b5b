"""Training of the splitter's model from labelled pages; never imported at run time."""

from __future__ import annotations

__all__: list[str] = []
