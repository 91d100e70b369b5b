"""The job of a row of the hop, and its measurement. Both are the same for all rows."""

from __future__ import annotations

import time
from dataclasses import dataclass

__all__ = ["Job", "Measured", "Stopwatch"]


@dataclass(frozen=True, slots=True)
class Job:
    """The job of a row: copy all records of the topic `source` to the topic `target`."""

    brokers: str
    source: str
    target: str
    records: int
    batch_bytes: int
    fetch_bytes: int

    @property
    def group(self) -> str:
        """Return the consumer group. It is new in every run, so that the run reads the topic from the start."""
        return self.target


@dataclass(frozen=True, slots=True)
class Measured:
    """The cost of a row, from the first record received to the last output acknowledged.

    `cpu_seconds` counts all threads of the row's process. It does not count the broker.
    """

    records: int
    seconds: float
    cpu_seconds: float

    @property
    def rate(self) -> float:
        """Return the records per second."""
        return self.records / self.seconds

    @property
    def cpu_us(self) -> float:
        """Return the microseconds of CPU time per record."""
        return self.cpu_seconds / self.records * 1e6


class Stopwatch:
    """Measures a row, from the first call of `begin` to the call of `end`."""

    def __init__(self) -> None:
        self._begun: tuple[float, float] | None = None

    def begin(self) -> None:
        """Start the measurement when records are received. Later calls do nothing."""
        if self._begun is None:
            self._begun = time.perf_counter(), time.process_time()

    def end(self, records: int) -> Measured:
        """Return the measurement up to now. Call this when the broker has acknowledged the last output.

        Raise RuntimeError if `begin` was never called.
        """
        if self._begun is None:
            raise RuntimeError("ended before the first record")
        wall, cpu = self._begun
        return Measured(records, time.perf_counter() - wall, time.process_time() - cpu)
