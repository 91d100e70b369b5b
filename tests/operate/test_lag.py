"""The lag of a partition, and the inputs of the stages."""

from __future__ import annotations

from aiokafka import TopicPartition

from schemas.topics import PAGES_RAW, TOPICS
from streams.operate.cluster_checks import check_lag
from streams.operate.lag import STAGE_INPUTS, PartitionLag
from streams.stages import STAGES

NOW = 1_794_628_800_000

PAGES = TopicPartition("s.pages.raw.v1", 0)


def test_the_lag_of_a_partition_counts_from_the_commit_or_the_logs_start() -> None:
    assert [PartitionLag(PAGES, 3, 10, committed).records for committed in (None, 0, 3, 7, 10, 12)] == [7, 7, 7, 3, 0, 7]
    assert PartitionLag(PAGES, 3, 10, 7, empty=3).records == 0  # an aborted transaction
    assert check_lag("split", PAGES_RAW, [], NOW).health == "ok"


def test_the_registry_has_the_input_of_every_stage() -> None:
    assert {stage.name: stage.reads for stage in STAGES} == dict(STAGE_INPUTS)
    assert set(STAGE_INPUTS.values()) < set(TOPICS)
