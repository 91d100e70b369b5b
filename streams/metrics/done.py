"""A batch that is done, as the metrics need it."""

from __future__ import annotations

from typing import NamedTuple

from agents.stage import Result

__all__ = ["Done"]


class Done(NamedTuple):
    """What a batch gave and took: `step` and `deliver` in seconds, `now` in seconds since 1970."""

    stage: str
    result: Result
    step: float
    deliver: float
    now: float
    oldest_ms: int
    """Broker's time of its first record, ms since 1970: offsets and arrival rise together."""
    page_ms: int
    """Broker's time of the page that its first record descends from, ms since 1970."""
    state_bytes: int = 0
