"""Gauges that are read off the running worker at each scrape: a partition given away leaves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from streams.metrics.registry import metric

__all__ = ["Live", "PartitionNow", "StageNow", "WorkerNow"]


class PartitionNow(NamedTuple):
    """An assigned partition; None where it is not known, and so not shown."""

    partition: int
    lag: int | None
    oldest_ms: int | None
    """Broker's time of the oldest record that is not done; None without lag."""
    entries: int | None
    held: bool
    balance: int


class StageNow(NamedTuple):
    """A stage of the worker; `retention_ms` of its input topic, negative: kept for ever."""

    name: str
    retention_ms: int
    open_batches: int
    inbox_bytes: int
    partitions: tuple[PartitionNow, ...]


class WorkerNow(NamedTuple):
    """A worker at this moment; `now` in seconds since 1970."""

    now: float
    ready: bool
    loop_delay: float
    stages: tuple[StageNow, ...]


class Live(Collector):
    """Asks for the worker's state once a scrape."""

    def __init__(self, look: Callable[[], WorkerNow]) -> None:
        self._look = look

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Name nothing beforehand: registering must not ask the worker."""
        return iter(())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges as they are now."""
        worker = self._look()
        yield _family("silkwire_build_info", [((_release(),), 1)])
        yield _family("silkwire_ready", [((), float(worker.ready))])
        yield _family("silkwire_loop_delay_seconds", [((), worker.loop_delay)])
        yield _family("silkwire_open_batches", [((stage.name,), stage.open_batches) for stage in worker.stages])
        yield _family("silkwire_inbox_bytes", [((stage.name,), stage.inbox_bytes) for stage in worker.stages])
        for name, figure in PARTITION_GAUGES.items():
            yield _family(name, [
                ((stage.name, str(partition.partition)), value)
                for stage in worker.stages for partition in stage.partitions
                if (value := figure(worker.now, stage, partition)) is not None
            ])  # fmt: skip


def _release() -> str:
    try:
        return version("silkwire")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "unknown"


def _family(name: str, values: list[tuple[tuple[str, ...], float]]) -> GaugeMetricFamily:
    known = metric(name)
    family = GaugeMetricFamily(name, known.help, labels=[label.name for label in known.labels])
    for labels, value in values:
        family.add_metric(labels, value)
    return family


def _lag_seconds(now: float, _stage: StageNow, partition: PartitionNow) -> float | None:
    if not partition.lag:
        return None if partition.lag is None else 0.0
    return None if partition.oldest_ms is None else max(0.0, now - partition.oldest_ms / 1000)


def _retention_left(now: float, stage: StageNow, partition: PartitionNow) -> float | None:
    if not partition.lag or partition.oldest_ms is None or stage.retention_ms < 0:
        return None
    return (partition.oldest_ms + stage.retention_ms) / 1000 - now


PARTITION_GAUGES: dict[str, Callable[[float, StageNow, PartitionNow], float | None]] = {
    "silkwire_lag_records": lambda _now, _stage, partition: partition.lag,
    "silkwire_lag_seconds": _lag_seconds,
    "silkwire_retention_left_seconds": _retention_left,
    "silkwire_state_entries": lambda _now, _stage, partition: partition.entries,
    "silkwire_partition_held": lambda _now, _stage, partition: float(partition.held),
    "silkwire_reject_balance": lambda _now, _stage, partition: partition.balance,
}
