"""State of the stages: append-only topics, read back on assignment."""

from __future__ import annotations

from streams.state.changelog import ChangelogReader
from streams.state.store import StateBehindCommit, StateStore

__all__ = ["ChangelogReader", "StateBehindCommit", "StateStore"]
