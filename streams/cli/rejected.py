"""`silkwire rejected`: list what was refused, look at one, send it again, purge."""

from __future__ import annotations

import asyncio
import heapq
import sys
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

import typer
from aiokafka import TopicPartition

from schemas.topics import REJECTED
from streams.cli.console import counting, out, print_json, remarks
from streams.cli.options import AsJson, Brokers, Reasons, Since, Sources, StageNames, Until, check_id, make_filter
from streams.cli.rejected_render import detailed, listed, summary, summed
from streams.cli.rejected_replay import replay
from streams.errors import UsageError
from streams.kafka.reader import Span, partitions, reader, records, spans
from streams.kafka.topics import admin, check_topics
from streams.operate.dead_letters import Filter, Place, Rejected, read_rejected
from streams.operate.purge import delete, doomed
from streams.operate.times import moment_ms, rfc3339
from streams.settings import Settings, load

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)
app.command("replay")(replay)

PREFIXES_ONLY = "Kafka deletes from the start of a partition only: a reason, a stage or a source cannot be selected."


@dataclass(slots=True)
class Found:
    """What a listing has come across: counts of all, and the newest ones without their values."""

    limit: int
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    _heap: list[tuple[int, Place, Rejected]] = field(default_factory=list)

    def take(self, rejected: Rejected) -> None:
        """Count a record, and keep it as long as it is among the newest."""
        self.counts[rejected.stage, rejected.reason] += 1
        entry = (rejected.timestamp, rejected.at, replace(rejected, value=b"", headers=()))
        heapq.heappush(self._heap, entry)
        if len(self._heap) > self.limit:
            heapq.heappop(self._heap)

    @property
    def newest(self) -> list[Rejected]:
        """Return what was kept, oldest first."""
        return [rejected for _, _, rejected in sorted(self._heap)]


@app.command("list")
def list_(
    reason: Reasons = None,
    stage: StageNames = None,
    source: Sources = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Show the newest so many.")] = 50,
    as_json: AsJson = False,
    brokers: Brokers = None,
) -> None:
    """List refused records and count them by stage and reason."""
    settings, wanted = load(brokers=brokers), make_filter(None, reason, stage, source, since, until)
    found = asyncio.run(_list(settings, wanted, limit))
    rows = found.newest
    if as_json:
        for rejected in rows:
            print_json(summary(rejected))
        return
    out.print(listed(rows))
    out.print(summed(found.counts, len(rows)))


async def _list(settings: Settings, wanted: Filter, limit: int) -> Found:
    await check_topics(settings)
    found = Found(limit)
    async with reader(settings) as consumer:
        places = partitions(REJECTED.full_name(settings.prefix), REJECTED.partitions)
        held = await spans(consumer, places, wanted.since, wanted.until)
        with counting("reading rejected records", sum(map(len, held.values()))) as step:
            async for record in records(consumer, held, step):
                rejected = read_rejected(record)
                if wanted.matches(rejected):
                    found.take(rejected)
    return found


@app.command()
def show(
    record: Annotated[str, typer.Argument(help="Which one: PARTITION:OFFSET, as `list` shows it.")],
    characters: Annotated[int, typer.Option(min=0, help="Show at most so much of the value.")] = 2000,
    save: Annotated[Path | None, typer.Option(help="Write the original value to this file.")] = None,
    as_json: AsJson = False,
    brokers: Brokers = None,
) -> None:
    """Show one refused record: why, what mends it, and the original, escaped and cut."""
    settings = load(brokers=brokers)
    check_id(record)
    rejected = asyncio.run(_one(settings, record))
    if save is not None:
        _save(save, rejected)
    if as_json:
        text = rejected.value.decode("utf-8", "replace")[:characters]
        headers = [[name, (value or b"").decode("utf-8", "replace")] for name, value in rejected.headers]
        print_json({**summary(rejected), "headers": headers, "value": text})
    else:
        out.print(detailed(rejected, characters))


async def _one(settings: Settings, record: str) -> Rejected:
    await check_topics(settings)
    partition, _, offset = record.partition(":")
    place, at = TopicPartition(REJECTED.full_name(settings.prefix), int(partition)), int(offset)
    if place.partition >= REJECTED.partitions:
        raise UsageError(f"{REJECTED.name} has partitions 0 to {REJECTED.partitions - 1}")
    async with reader(settings) as consumer:
        (held,) = (await spans(consumer, [place])).values()
        if not held.start <= at < held.end:
            there = f"it holds offsets {held.start} to {held.end - 1}" if len(held) else "it is empty"
            raise UsageError(f"there is no rejected record {record}: partition {partition}: {there}")
        (raw,) = [it async for it in records(consumer, {place: Span(at, at + 1)})]
        return read_rejected(raw)


def _save(path: Path, rejected: Rejected) -> None:
    try:
        path.write_bytes(rejected.value)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {(error.strerror or 'error').lower()}") from None
    remarks.print(f"{len(rejected.value):,} bytes written to {path}", markup=False)


@app.command()
def purge(
    before: Annotated[str | None, typer.Option(help="Delete what was refused before: 30d ago, or RFC 3339.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Delete all there is now.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
    brokers: Brokers = None,
) -> None:
    """Delete refused records up to a moment, after asking; a reason cannot be selected."""
    if (before is None) != everything:
        raise UsageError(f"give --before MOMENT or --all. {PREFIXES_ONLY}")
    settings = load(brokers=brokers)
    until = moment_ms(before, int(time.time() * 1000))
    going = asyncio.run(_doomed(settings, until))
    count = sum(map(len, going.values()))
    _announce(going, until)
    if count and not yes:
        if not sys.stdin.isatty():
            raise UsageError(f"{count} records would be deleted: say --yes to do it without being asked")
        typer.confirm(f"Delete {count} rejected records for good?", abort=True, err=True)
    if count:
        asyncio.run(_delete(settings, going))
    if as_json:
        print_json({"deleted": count, "partitions": {str(place.partition): span.end for place, span in going.items()}})
    else:
        out.print(f"{count} rejected records deleted")


def _announce(going: dict[TopicPartition, Span], until: int | None) -> None:
    when = f"before {rfc3339(until)}" if until is not None else "now there"
    remarks.print(f"{sum(map(len, going.values()))} records {when}:", highlight=False)
    for place, span in sorted(going.items()):
        remarks.print(f"  partition {place.partition}: offsets {span.start} to {span.end - 1}, {len(span)} records")
    remarks.print(PREFIXES_ONLY, style="dim")


async def _doomed(settings: Settings, until: int | None) -> dict[TopicPartition, Span]:
    await check_topics(settings)
    async with reader(settings) as consumer:
        return await doomed(consumer, settings, until)


async def _delete(settings: Settings, going: dict[TopicPartition, Span]) -> None:
    async with admin(settings) as client:
        await delete(client, going)
