"""The result of one run over a crawl, by the worker or by the walk."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Flowed"]


@dataclass(frozen=True, slots=True)
class Flowed:
    """The cost of turning pages into clean articles in one run.

    `clean` counts the clean articles. `ready_seconds` is the time from the start of the worker's
    process until it is ready. `rss_bytes` is the peak memory of the process. `stage_seconds` is the CPU
    time of each stage, with decoding. The last four fields are None if they were not measured.
    """

    pages: int
    seconds: float
    clean: int
    cpu_seconds: float | None = None
    ready_seconds: float | None = None
    rss_bytes: int | None = None
    stage_seconds: dict[str, float] | None = None

    @property
    def rate(self) -> float:
        """Return the pages per second."""
        return self.pages / self.seconds
