"""Gauges are those of the assigned partitions, in seconds and against the retention."""

from __future__ import annotations

import pytest

from streams.metrics import LiveGauges, Metrics, PartitionSnapshot, StageSnapshot, StateFigures, WorkerSnapshot
from tests.metrics.exposition import NOW, samples


def worker(*partitions: PartitionSnapshot, retention_ms: int = 7_000_000) -> WorkerSnapshot:
    return WorkerSnapshot(NOW, ready=True, loop_delay=0.0, stages=(StageSnapshot("split", retention_ms, 1, 2000, partitions),))


def live(now: WorkerSnapshot) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    metrics = Metrics()
    metrics.registry.register(LiveGauges(lambda: now))
    return samples(metrics)


def of(partition: int, stage: str = "split") -> tuple[tuple[str, str], ...]:
    return (("partition", str(partition)), ("stage", stage))


def test_a_revoked_partition_leaves_no_series() -> None:
    ours = PartitionSnapshot(2, 7, int(NOW * 1000) - 60_000, StateFigures(5, 1, 3), held=True, balance=12)
    before, after = live(worker(ours)), live(worker())
    assert before["silkwire_partition_held", of(2)] == 1
    state = [before[f"silkwire_state_{figure}", of(2)] for figure in ("entries", "crowded_records", "stray_records")]
    assert state == [5, 1, 3]
    assert not any("partition" in dict(labels) for _, labels in after)


@pytest.mark.parametrize(
    ("lag", "oldest", "retention_ms", "seconds", "left"),
    [
        (0, None, 7_000_000, 0.0, None),
        (7, 60, 7_000_000, 60.0, 6940.0),
        (7, 60, -1, 60.0, None),
        (7, None, 7_000_000, None, None),
        (None, None, 7_000_000, None, None),
    ],
    ids=["no lag", "lag", "kept without limit", "nothing fetched yet", "not known yet"],
)
def test_lag_is_shown_in_seconds_and_as_time_left(
    lag: int | None, oldest: int | None, retention_ms: int, seconds: float | None, left: float | None
) -> None:
    oldest_ms = None if oldest is None else int((NOW - oldest) * 1000)
    found = live(worker(PartitionSnapshot(0, lag, oldest_ms, None, held=False, balance=0), retention_ms=retention_ms))
    assert found.get(("silkwire_lag_seconds", of(0))) == seconds
    assert found.get(("silkwire_retention_left_seconds", of(0))) == left


@pytest.mark.parametrize(("parked", "since", "seconds"), [(None, None, None), (0, None, 0.0), (3, 60, 60.0)])
def test_parked_sources_are_shown_for_a_stage_that_parks(parked: int | None, since: int | None, seconds: float | None) -> None:
    parked_ms = None if since is None else int((NOW - since) * 1000)
    ours = PartitionSnapshot(0, 0, None, None, held=False, balance=0, parked=parked, parked_ms=parked_ms)
    found = live(worker(ours))
    assert (found.get(("silkwire_parked_sources", of(0))), found.get(("silkwire_parked_seconds", of(0)))) == (parked, seconds)
