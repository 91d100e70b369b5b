"""Version: the only writer of version numbers. Proposed articles in, numbered ones out."""

from __future__ import annotations

from agents.version.stage import STAGE

__all__ = ["STAGE"]
