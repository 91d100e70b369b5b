"""The measurements of one run over a crawl, for the worker and for the walk alike."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Flowed"]


@dataclass(frozen=True, slots=True)
class Flowed:
    """Pages taken to clean articles; the last three fields are a worker's, None where not known.

    `ready_seconds`: from the start of the process until it is ready; `rss_bytes`: most memory held.
    """

    pages: int
    seconds: float
    clean: int
    cpu_seconds: float | None = None
    ready_seconds: float | None = None
    rss_bytes: int | None = None

    @property
    def rate(self) -> float:
        """Return pages per second."""
        return self.pages / self.seconds
