"""`silkwire rejected`: lists rejected records, shows one, sends records again, and deletes old ones."""

from __future__ import annotations

import asyncio
import heapq
import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

import typer
from aiokafka import TopicPartition

from schemas.topics import REJECTED
from streams.cli.console import counting, now_ms, out, print_json, remarks, write_file
from streams.cli.options import AsJson, Brokers, Reasons, Since, Sources, StageNames, Until, check_id, make_filter
from streams.cli.rejected_render import detailed, listed, summary, summed
from streams.cli.rejected_replay import replay
from streams.errors import UsageError
from streams.kafka.reader import OffsetRange
from streams.operate.dead_letters import DeadLetter, Filter, Place, read_dead_letter
from streams.operate.purge import delete, to_delete
from streams.operate.session import Session
from streams.operate.times import format_time, parse_time
from streams.settings import Settings, load

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)
app.command("replay")(replay)

PREFIXES_ONLY = "Kafka deletes from the start of each partition only, so a reason, a stage or a source cannot be selected."


@dataclass(slots=True)
class DeadLetterListing:
    """Counts rejected records, and keeps only the newest `limit` records, without their values."""

    limit: int
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Number of records by stage and reason."""
    _heap: list[tuple[int, Place, DeadLetter]] = field(default_factory=list)

    def take(self, letter: DeadLetter) -> None:
        """Count a record, and keep it as long as it is among the newest."""
        self.counts[letter.stage, letter.reason] += 1
        entry = (letter.timestamp, letter.at, replace(letter, value=b"", headers=()))
        heapq.heappush(self._heap, entry)
        if len(self._heap) > self.limit:
            heapq.heappop(self._heap)

    @property
    def newest(self) -> list[DeadLetter]:
        """Return the kept records, oldest first."""
        return [letter for _, _, letter in sorted(self._heap)]


@app.command("list")
def list_rejected(
    reason: Reasons = None,
    stage: StageNames = None,
    source: Sources = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Show at most this many, the newest.")] = 50,
    as_json: AsJson = False,
    brokers: Brokers = None,
) -> None:
    """List rejected records, and count them by stage and reason."""
    settings, wanted = load(brokers=brokers), make_filter(None, reason, stage, source, since, until)
    listing = asyncio.run(_list(settings, wanted, limit))
    rows = listing.newest
    if as_json:
        for letter in rows:
            print_json(summary(letter))
        return
    out.print(listed(rows))
    out.print(summed(listing.counts, len(rows)))


async def _list(settings: Settings, wanted: Filter, limit: int) -> DeadLetterListing:
    listing = DeadLetterListing(limit)
    async with Session(settings) as kafka:
        held = await kafka.ranges(kafka.partitions(REJECTED), wanted.since, wanted.until)
        with counting("reading rejected records", sum(map(len, held.values()))) as step:
            async for record in kafka.records(held, step):
                letter = read_dead_letter(record)
                if wanted.matches(letter):
                    listing.take(letter)
    return listing


@app.command("show")
def show_rejected(
    record: Annotated[str, typer.Argument(help="Which one: PARTITION:OFFSET, as `list` shows it.")],
    characters: Annotated[int, typer.Option(min=0, help="Show at most this many characters of the value.")] = 2000,
    save: Annotated[Path | None, typer.Option(help="Write the original value to this file.")] = None,
    as_json: AsJson = False,
    brokers: Brokers = None,
) -> None:
    """Show one rejected record: the reason, what to do, and the original, escaped and cut."""
    settings = load(brokers=brokers)
    check_id(record)
    letter = asyncio.run(_one(settings, record))
    if save is not None:
        write_file(save, letter.value)
        remarks.print(f"{len(letter.value):,} bytes written to {save}", markup=False)
    if as_json:
        text = letter.value.decode("utf-8", "replace")[:characters]
        headers = [[name, (value or b"").decode("utf-8", "replace")] for name, value in letter.headers]
        print_json({**summary(letter), "headers": headers, "value": text})
    else:
        out.print(detailed(letter, characters))


async def _one(settings: Settings, record: str) -> DeadLetter:
    number, offset = map(int, record.split(":"))
    async with Session(settings) as kafka:
        places = kafka.partitions(REJECTED)
        if number >= len(places):
            raise UsageError(f"{REJECTED.name} has partitions 0 to {len(places) - 1}")
        place = places[number]
        held = (await kafka.ranges([place]))[place]
        if not held.start <= offset < held.end:
            there = f"it holds offsets {held.start} to {held.end - 1}" if len(held) else "it is empty"
            raise UsageError(f"there is no rejected record {record}: partition {number}: {there}")
        (raw,) = [it async for it in kafka.records({place: OffsetRange(offset, offset + 1)})]
        return read_dead_letter(raw)


@app.command()
def purge(
    before: Annotated[str | None, typer.Option(help="Delete what was refused before this time: 30d (ago), or RFC 3339.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Delete all rejected records.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
    brokers: Brokers = None,
) -> None:
    """Ask, then delete all rejected records before a time. Records cannot be selected by reason."""
    if (before is None) != everything:
        raise UsageError(f"give --before TIME or --all. {PREFIXES_ONLY}")
    settings = load(brokers=brokers)
    until = parse_time(before, now_ms())
    ranges = asyncio.run(_to_delete(settings, until))
    count = sum(map(len, ranges.values()))
    _announce(ranges, until)
    if count and not yes:
        if not sys.stdin.isatty():
            raise UsageError(f"{count} records would be deleted: give --yes to delete them without a question")
        typer.confirm(f"Delete {count} rejected records for good?", abort=True, err=True)
    if count:
        asyncio.run(_delete(settings, ranges))
    if as_json:
        print_json({"deleted": count, "partitions": {str(place.partition): it.end for place, it in ranges.items()}})
    else:
        out.print(f"{count} rejected records deleted")


def _announce(ranges: dict[TopicPartition, OffsetRange], until: int | None) -> None:
    when = f"before {format_time(until)}" if until is not None else "in all"
    remarks.print(f"{sum(map(len, ranges.values()))} records {when}:", highlight=False)
    for place, it in sorted(ranges.items()):
        remarks.print(f"  partition {place.partition}: offsets {it.start} to {it.end - 1}, {len(it)} records")
    remarks.print(PREFIXES_ONLY, style="dim")


async def _to_delete(settings: Settings, until: int | None) -> dict[TopicPartition, OffsetRange]:
    async with Session(settings) as kafka:
        return await to_delete(kafka, until)


async def _delete(settings: Settings, ranges: dict[TopicPartition, OffsetRange]) -> None:
    async with Session(settings) as kafka:
        await delete(kafka, ranges)
