"""The job of every row of the hop, and how a row measures: the same for all."""

from __future__ import annotations

import time
from dataclasses import dataclass

__all__ = ["Job", "Measured", "Stopwatch"]


@dataclass(frozen=True, slots=True)
class Job:
    """The job: pass all records of a topic on to another one."""

    brokers: str
    source: str
    target: str
    records: int
    batch_bytes: int
    fetch_bytes: int

    @property
    def group(self) -> str:
        """Return the consumer group: a new one per run, so that the run reads from the start."""
        return self.target


@dataclass(frozen=True, slots=True)
class Measured:
    """The cost of a row, from the first record received to the last output acknowledged.

    `cpu_seconds` counts all threads of the process, not the broker.
    """

    records: int
    seconds: float
    cpu_seconds: float

    @property
    def rate(self) -> float:
        """Return records per second."""
        return self.records / self.seconds

    @property
    def cpu_us(self) -> float:
        """Return microseconds of CPU per record."""
        return self.cpu_seconds / self.records * 1e6


class Stopwatch:
    """Measures a row; only the first call of `begin` counts."""

    def __init__(self) -> None:
        self._begun: tuple[float, float] | None = None

    def begin(self) -> None:
        """Note that records were received."""
        if self._begun is None:
            self._begun = time.perf_counter(), time.process_time()

    def end(self, records: int) -> Measured:
        """Note that the broker has acknowledged the last output."""
        if self._begun is None:
            raise RuntimeError("ended before the first record")
        wall, cpu = self._begun
        return Measured(records, time.perf_counter() - wall, time.process_time() - cpu)
