"""The status of each stage, read from Kafka alone: lag, rates, assigned partitions and last rejection."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from schemas.control import Hold
from schemas.topics import REJECTED
from streams.kafka.groups import Group, describe_group
from streams.kafka.reader import OffsetRange
from streams.operate.dead_letters import DeadLetter, read_dead_letter
from streams.operate.holds import read_holds
from streams.operate.lag import PartitionLag, lags, oldest_waiting
from streams.operate.parked import ParkedSource, read_sources
from streams.operate.session import Session

__all__ = ["Sample", "StageStatus", "Status", "gather_status", "stage_statuses"]

LAST_RECORDS = 20
"""To find each stage's last rejection, this many records at the end of each partition of rejected.v1 are read."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The lags of all input partitions, per stage. `at` is the time in seconds of a monotonic clock."""

    at: float
    lags: Mapping[str, Sequence[PartitionLag]]


@dataclass(frozen=True, slots=True)
class StageStatus:
    """The status of one stage: its lag, its rates in records per second, its partitions, its last rejection.

    `in_per_second` counts records that arrive, `done_per_second` those that are processed. `assigned`
    counts the partitions that have a worker, `held` those on hold.
    """

    stage: str
    lag_records: int
    lag_seconds: float
    in_per_second: float
    done_per_second: float
    assigned: int
    partitions: int
    held: int
    last_rejected: DeadLetter | None


@dataclass(frozen=True, slots=True)
class Status:
    """The status of the group and of all stages. `now` is in ms since 1970."""

    now: int
    group: Group
    stages: Sequence[StageStatus]
    holds: Sequence[Hold]
    parked: Sequence[ParkedSource] = ()


async def gather_status(kafka: Session, seconds: float, now_ms: Callable[[], int]) -> Status:
    """Read the lags twice, `seconds` apart, and return the status with the rates between the two samples."""
    holds, parked = await read_holds(kafka), await read_sources(kafka)
    first = await _sample(kafka)
    await asyncio.sleep(seconds)
    second = await _sample(kafka)
    second = Sample(second.at, await oldest_waiting(kafka, second.lags))
    group, last = await describe_group(kafka.admin, kafka.settings.group), await _last_rejections(kafka)
    now = now_ms()
    return Status(now, group, stage_statuses(first, second, group, last, holds, now), holds, parked)


async def _sample(kafka: Session) -> Sample:
    found = await lags(kafka)
    return Sample(asyncio.get_running_loop().time(), found)


async def _last_rejections(kafka: Session) -> dict[str, DeadLetter]:
    """Return the last rejected record by stage. Only the last LAST_RECORDS records of each partition are read."""
    held = await kafka.ranges(kafka.partitions(REJECTED))
    ends = {place: OffsetRange(max(it.start, it.end - LAST_RECORDS), it.end) for place, it in held.items()}
    last: dict[str, DeadLetter] = {}
    async for record in kafka.records(ends):
        letter = read_dead_letter(record)
        if letter.stage not in last or last[letter.stage].timestamp <= letter.timestamp:
            last[letter.stage] = letter
    return last


def stage_statuses(
    first: Sample, second: Sample, group: Group, last: Mapping[str, DeadLetter], holds: Sequence[Hold], now: int
) -> list[StageStatus]:
    """Return the status of each stage. The rates are computed from the two samples. `now` is in ms since 1970."""
    seconds = max(second.at - first.at, 1e-6)
    return [
        StageStatus(
            stage=stage,
            lag_records=sum(lag.records for lag in found),
            lag_seconds=max((lag.seconds(now) for lag in found), default=0.0),
            in_per_second=(sum(lag.end for lag in found) - sum(lag.end for lag in first.lags[stage])) / seconds,
            done_per_second=(sum(lag.next for lag in found) - sum(lag.next for lag in first.lags[stage])) / seconds,
            assigned=sum(lag.place in group.assigned for lag in found),
            partitions=len(found),
            held=sum(hold.stage == stage for hold in holds),
            last_rejected=last.get(stage),
        )
        for stage, found in second.lags.items()
    ]
