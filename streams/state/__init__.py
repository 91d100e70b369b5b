"""The state of the stages. It is kept in append-only topics, and restored from them on assignment."""

from __future__ import annotations

from streams.state.changelog import ChangelogReader
from streams.state.store import StateBehindCommit, StateStore

__all__ = ["ChangelogReader", "StateBehindCommit", "StateStore"]
