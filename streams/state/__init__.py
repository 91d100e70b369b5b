"""State of the stages: our own append-only topics, read back on assignment."""

from __future__ import annotations

from streams.state.memory import Behind, Memory
from streams.state.reader import StateReader

__all__ = ["Behind", "Memory", "StateReader"]
