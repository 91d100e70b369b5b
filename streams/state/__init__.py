"""State of the stages: our own append-only topics, read back on assignment."""

from __future__ import annotations

from streams.state.changelog import StateReader
from streams.state.store import Behind, Memory

__all__ = ["Behind", "Memory", "StateReader"]
