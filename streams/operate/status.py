"""Each stage at a glance, from Kafka alone: lag, rates, who works on it, what it refused last."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient

from schemas.control import Hold
from schemas.topics import REJECTED
from streams.kafka.reader import Span, partitions, records, spans
from streams.operate.dead_letters import Rejected, read_rejected
from streams.operate.groups import Group, committed, describe
from streams.operate.lag import PartitionLag, lags, oldest_waiting
from streams.settings import Settings

__all__ = ["Sample", "StageStatus", "Status", "gather", "stage_statuses"]

LAST_RECORDS = 20
"""Records at the end of each partition of rejected.v1 that are looked at for the last of each stage."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Where every input stood at a moment, in seconds of a clock that only grows."""

    at: float
    lags: Mapping[str, Sequence[PartitionLag]]


@dataclass(frozen=True, slots=True)
class StageStatus:
    """One stage: what waits, how fast it comes and goes, and its last refusal."""

    stage: str
    lag_records: int
    lag_seconds: float
    in_per_second: float
    done_per_second: float
    assigned: int
    partitions: int
    held: int
    last_refused: Rejected | None


@dataclass(frozen=True, slots=True)
class Status:
    """The whole flow at a glance; `now` in ms."""

    now: int
    group: Group
    stages: Sequence[StageStatus]
    holds: Sequence[Hold]


async def _look(client: AIOKafkaAdminClient, consumer: AIOKafkaConsumer, settings: Settings) -> Sample:
    """Return where the inputs stand now."""
    marks = await committed(client, settings.group)
    return Sample(asyncio.get_running_loop().time(), await lags(consumer, marks, settings.prefix))


async def _last_rejections(consumer: AIOKafkaConsumer, settings: Settings) -> dict[str, Rejected]:
    """Return the last refused record of each stage, as far as the end of rejected.v1 tells."""
    held = await spans(consumer, partitions(REJECTED.full_name(settings.prefix), REJECTED.partitions))
    ends = {place: Span(max(span.start, span.end - LAST_RECORDS), span.end) for place, span in held.items()}
    last: dict[str, Rejected] = {}
    async for record in records(consumer, ends):
        rejected = read_rejected(record)
        if rejected.stage not in last or last[rejected.stage].timestamp <= rejected.timestamp:
            last[rejected.stage] = rejected
    return last


def stage_statuses(
    one: Sample, other: Sample, group: Group, last: Mapping[str, Rejected], holds: Sequence[Hold], now: int
) -> list[StageStatus]:
    """Return one row a stage from two samples of its input; rates are records a second between them."""
    seconds = max(other.at - one.at, 1e-6)
    return [
        StageStatus(
            stage=stage,
            lag_records=sum(lag.records for lag in found),
            lag_seconds=max((lag.seconds(now) for lag in found), default=0.0),
            in_per_second=(sum(lag.end for lag in found) - sum(lag.end for lag in one.lags[stage])) / seconds,
            done_per_second=(sum(lag.next for lag in found) - sum(lag.next for lag in one.lags[stage])) / seconds,
            assigned=sum(lag.place in group.assigned for lag in found),
            partitions=len(found),
            held=sum(hold.stage == stage for hold in holds),
            last_refused=last.get(stage),
        )
        for stage, found in other.lags.items()
    ]


async def gather(
    client: AIOKafkaAdminClient,
    consumer: AIOKafkaConsumer,
    settings: Settings,
    seconds: float,
    clock: Callable[[], int],
    holds: Sequence[Hold],
) -> Status:
    """Sample the inputs twice, so many seconds apart; `clock` gives ms."""
    one = await _look(client, consumer, settings)
    await asyncio.sleep(seconds)
    other = await _look(client, consumer, settings)
    other = Sample(other.at, await oldest_waiting(consumer, {name: list(found) for name, found in other.lags.items()}))
    group, last = await describe(client, settings.group), await _last_rejections(consumer, settings)
    now = clock()
    return Status(now, group, stage_statuses(one, other, group, last, holds, now), holds)
