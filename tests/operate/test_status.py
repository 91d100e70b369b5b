"""A row of `silkwire status`, from two samples of a stage's input."""

from __future__ import annotations

from aiokafka import TopicPartition

from schemas.control import Hold
from schemas.rejection import Reason
from streams.kafka.groups import Group, Member
from streams.operate.lag import PartitionLag
from streams.operate.status import Sample, stage_statuses

NOW = 1_794_628_800_000

ONE, OTHER = (TopicPartition("s.pages.raw.v1", number) for number in (0, 1))

GROUP = Group("g", "Stable", (Member("faust", "host", frozenset({ONE})),))


def test_a_stage_has_rates_lag_and_workers() -> None:
    before = Sample(10.0, {"split": [PartitionLag(ONE, 0, 100, 40), PartitionLag(OTHER, 0, 0)]})
    after = Sample(12.0, {"split": [PartitionLag(ONE, 0, 160, 140, NOW - 3_000), PartitionLag(OTHER, 0, 8, None, NOW - 9_000)]})
    held = [Hold(topic=ONE.topic, partition=0, stage="split", offset=7, refused=1000, last=Reason.PAGE_NUL.value)]
    (row,) = stage_statuses(before, after, GROUP, {}, held, NOW)
    assert (row.lag_records, row.lag_seconds) == (28, 9.0)
    assert (row.in_per_second, row.done_per_second) == (34.0, 50.0)
    assert (row.assigned, row.partitions, row.held) == (1, 2, 1)
    assert row.last_rejected is None


def test_a_record_of_the_future_has_a_lag_of_zero() -> None:
    sample = Sample(0.0, {"split": [PartitionLag(ONE, 0, 1, None, NOW + 5_000)]})
    (row,) = stage_statuses(sample, sample, GROUP, {}, [], NOW)
    assert (row.lag_seconds, row.in_per_second) == (0.0, 0.0)
