"""Gauges that are read from the running worker at each scrape. A revoked partition disappears from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from streams.metrics.registry import MetricName, metric

__all__ = ["LiveGauges", "PartitionSnapshot", "StageSnapshot", "StateFigures", "WorkerSnapshot"]


class StateFigures(NamedTuple):
    """The state of a partition: its entries, what has more sources than it remembers, and its rows with a stray stamp."""

    entries: int
    crowded: int = 0
    strays: int = 0


class PartitionSnapshot(NamedTuple):
    """The figures of one assigned partition. A figure that is None is unknown, and its gauge is left out.

    `state` describes the partition's state; it is None if the stage has no memory, or has not restored it. `balance` is
    rejected minus accepted records, at least 0.
    """

    partition: int
    lag: int | None
    oldest_ms: int | None
    """When the broker received the oldest unprocessed record, in ms since 1970. None if there is no such record."""
    state: StateFigures | None
    held: bool
    balance: int
    transaction_ms: int | None = None
    """When the broker received the first record of the earliest open transaction, in ms since 1970. None if none is open."""
    parked: int | None = None
    """Number of parked sources; None if the stage parks none."""
    parked_ms: int | None = None
    """When the source was parked that was parked first, in ms since 1970. None if no source is parked."""


class StageSnapshot(NamedTuple):
    """The figures of one stage. `retention_ms` is the retention of its input topic; negative means no limit."""

    name: str
    retention_ms: int
    open_batches: int
    inbox_bytes: int
    partitions: tuple[PartitionSnapshot, ...]


class WorkerSnapshot(NamedTuple):
    """The figures of a worker at the time `now`, in seconds since 1970. `loop_delay` is in seconds, too."""

    now: float
    ready: bool
    loop_delay: float
    stages: tuple[StageSnapshot, ...]


class LiveGauges(Collector):
    """Yields the gauges to Prometheus at each scrape, from one snapshot of the worker."""

    def __init__(self, snapshot: Callable[[], WorkerSnapshot]) -> None:
        self._snapshot = snapshot

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Yield nothing, because the registration of the gauges must not take a snapshot."""
        return iter(())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges with their current values."""
        worker = self._snapshot()
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


def _family(name: MetricName, values: list[tuple[tuple[str, ...], float]]) -> GaugeMetricFamily:
    declared = metric(name)
    family = GaugeMetricFamily(name, declared.help, labels=declared.label_names)
    for labels, value in values:
        family.add_metric(labels, value)
    return family


def _lag_seconds(now: float, _stage: StageSnapshot, partition: PartitionSnapshot) -> float | None:
    if not partition.lag:
        return None if partition.lag is None else 0.0
    return None if partition.oldest_ms is None else max(0.0, now - partition.oldest_ms / 1000)


def _retention_left(now: float, stage: StageSnapshot, partition: PartitionSnapshot) -> float | None:
    if not partition.lag or partition.oldest_ms is None or stage.retention_ms < 0:
        return None
    return (partition.oldest_ms + stage.retention_ms) / 1000 - now


def _open_transaction(now: float, _stage: StageSnapshot, partition: PartitionSnapshot) -> float:
    return 0.0 if partition.transaction_ms is None else max(0.0, now - partition.transaction_ms / 1000)


def _parked_seconds(now: float, _stage: StageSnapshot, partition: PartitionSnapshot) -> float | None:
    if partition.parked is None:
        return None
    return 0.0 if partition.parked_ms is None else max(0.0, now - partition.parked_ms / 1000)


PARTITION_GAUGES: dict[MetricName, Callable[[float, StageSnapshot, PartitionSnapshot], float | None]] = {
    "silkwire_lag_records": lambda _now, _stage, partition: partition.lag,
    "silkwire_lag_seconds": _lag_seconds,
    "silkwire_retention_left_seconds": _retention_left,
    "silkwire_open_transaction_seconds": _open_transaction,
    "silkwire_state_entries": lambda _now, _stage, partition: partition.state.entries if partition.state else None,
    "silkwire_state_crowded_records": lambda _now, _stage, partition: partition.state.crowded if partition.state else None,
    "silkwire_state_stray_records": lambda _now, _stage, partition: partition.state.strays if partition.state else None,
    "silkwire_parked_sources": lambda _now, _stage, partition: partition.parked,
    "silkwire_parked_seconds": _parked_seconds,
    "silkwire_partition_held": lambda _now, _stage, partition: float(partition.held),
    "silkwire_reject_balance": lambda _now, _stage, partition: partition.balance,
}
