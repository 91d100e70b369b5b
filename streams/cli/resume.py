"""`silkwire resume`: resumes parked sources, and partitions that are on hold."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

import typer
from rich.table import Column, Table
from rich.text import Text

from schemas.control import Hold
from schemas.topics import PAGES_PARKED, TOPICS
from streams.cli.console import counting, now_ms, out, print_json, remarks, safe
from streams.cli.options import AsJson, Brokers
from streams.errors import NotReplayed, UsageError
from streams.operate.holds import lift, read_holds
from streams.operate.parked import ParkedSource, list_parked, resume_command
from streams.operate.session import Session
from streams.operate.times import ago, format_time
from streams.operate.unparking import Unparking, let_in, replay_parked
from streams.settings import Settings, load

__all__ = ["resume"]


@dataclass(frozen=True, slots=True)
class Resumed:
    """What was found, and what was resumed of it."""

    holds: Sequence[Hold]
    sources: Sequence[ParkedSource]
    lifted: Sequence[Hold] = ()
    unparked: dict[str, Unparking] = field(default_factory=dict)


def resume(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAMES]...", help="Sources, or TOPIC[PARTITION], as shown; without any, list what waits."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Resume all partitions on hold.")] = False,
    drop: Annotated[bool, typer.Option("--drop", help="Discard the parked pages of the sources.")] = False,
    wait: Annotated[float, typer.Option(min=0, max=3600, help="Seconds to wait for the workers.")] = 60,
    as_json: AsJson = False,
    brokers: Brokers = None,
) -> None:
    """Show parked sources and partitions on hold, or resume some of them.

    A source is parked once SILKWIRE_REJECT_LIMIT of its pages in a row were refused. Its pages
    wait, and those of other sources go on. To resume it lets new pages in, and replays the
    parked ones. A partition is held if the refused records are of no known source, or of a
    later stage. To see the cause: silkwire rejected list.
    """
    settings = load(brokers=brokers)
    done = asyncio.run(_resume(settings, names or [], every=every, drop=drop, wait=wait))
    if as_json:
        print_json([*(_hold_object(it, done) for it in done.holds), *(_source_object(it, done) for it in done.sources)])
    else:
        _print(done, settings.prefix)
    if lost := [f"{', '.join(what.too_large)} of {source}" for source, what in done.unparked.items() if what.too_large]:
        raise NotReplayed(f"too large for pages.raw, so not replayed: {'; '.join(lost)}. Their crawler must send them in parts")


async def _resume(settings: Settings, names: list[str], *, every: bool, drop: bool, wait: float) -> Resumed:
    async with Session(settings) as kafka:
        holds = await read_holds(kafka)
        parked = await kafka.ranges(kafka.partitions(PAGES_PARKED))
        with counting("counting parked pages", sum(map(len, parked.values()))) as step:
            sources = await list_parked(kafka, step)
        chosen, found = _chosen(names, holds, sources, settings.prefix)
        if drop and (not found or chosen or every):
            raise UsageError("--drop discards the pages of parked sources: name the sources, and nothing else")
        lifted = holds if every else chosen
        await lift(kafka, lifted)
        unparked = {it.source: await _unpark(kafka, it, wait, drop=drop) for it in found}
        return Resumed(holds, sources, lifted, unparked)


def _chosen(
    names: Sequence[str], holds: Sequence[Hold], sources: Sequence[ParkedSource], prefix: str
) -> tuple[list[Hold], list[ParkedSource]]:
    """Return the holds and the sources that the names stand for. Raise UsageError for any other name."""
    held = {known: hold for hold in holds for known in (_name(hold, prefix), f"{hold.topic}[{hold.partition}]")}
    parked = {it.source: it for it in sources}
    for name in names:
        if name not in held and name not in parked:
            known = [*parked, *(_name(hold, prefix) for hold in holds)]
            raise UsageError(f"{name} is not parked and not on hold. Parked or on hold: {', '.join(known) or 'nothing'}")
    lifted = {id(held[name]): held[name] for name in names if name in held}
    return list(lifted.values()), [parked[name] for name in dict.fromkeys(names) if name not in held]


async def _unpark(kafka: Session, it: ParkedSource, wait: float, *, drop: bool) -> Unparking:
    with remarks.status(f"waiting until no worker parks pages of {it.source}"):
        await let_in(kafka, it.source, wait)
    with counting(f"{'dropping' if drop else 'replaying'} pages of {it.source}", None) as step:
        return await replay_parked(kafka, it.source, step, drop=drop)


def _print(done: Resumed, prefix: str) -> None:
    if not done.holds and not done.sources:
        out.print("nothing is on hold, and no source is parked")
        return
    if done.holds:
        out.print(_holds(done, prefix))
    if done.sources:
        out.print(_sources(done))
    for hold in done.holds:
        if hold not in done.lifted:
            _advise(_name(hold, prefix))
    for it in done.sources:
        if it.source not in done.unparked:
            _advise(it.source)


def _advise(name: str) -> None:
    out.print(Text(f"find the cause with silkwire rejected list, then: {resume_command(name)}"), soft_wrap=True)


def _holds(done: Resumed, prefix: str) -> Table:
    table = Table(
        Column("partition", overflow="fold"), "stage", "next offset", "refused minus accepted", "last reason", "", box=None
    )
    for hold in done.holds:
        state = "[green]resumed[/]" if hold in done.lifted else "[yellow]held[/]"
        table.add_row(safe(_name(hold, prefix)), safe(hold.stage), str(hold.offset), str(hold.refused), safe(hold.last), state)
    return table


def _sources(done: Resumed) -> Table:
    table = Table(
        Column("source", overflow="fold"), "partitions", Column("pages wait", justify="right"), "since", "last reason", "",
        box=None,
    )  # fmt: skip
    for it in done.sources:
        since = "-" if it.since is None else f"{ago(max(0, now_ms() - it.since) / 1000)} ago"
        partitions = ", ".join(map(str, it.partitions)) or "-"
        table.add_row(safe(it.source), partitions, f"{it.waiting:,}", since, safe(it.last or "-"), _state(it, done))
    return table


def _state(it: ParkedSource, done: Resumed) -> str:
    what = done.unparked.get(it.source)
    if what is None:
        return "[yellow]parked[/]" if it.parks else "[yellow]waits[/]"
    return f"[green]resumed, {what.dropped:,} dropped[/]" if what.dropped else f"[green]resumed, {what.replayed:,} replayed[/]"


def _hold_object(hold: Hold, done: Resumed) -> dict[str, Any]:
    return {"kind": "hold", **hold.model_dump(mode="json"), "resumed": hold in done.lifted}


def _source_object(it: ParkedSource, done: Resumed) -> dict[str, Any]:
    what = done.unparked.get(it.source)
    return {
        "kind": "source", "source": it.source, "partitions": it.partitions, "waiting": it.waiting,
        "since": None if it.since is None else format_time(it.since), "last": it.last or None, "resumed": what is not None,
        "replayed": what.replayed if what else 0, "dropped": what.dropped if what else 0,
        "too_large": list(what.too_large) if what else [],
    }  # fmt: skip


def _name(hold: Hold, prefix: str) -> str:
    """Return a held partition with the short name of its topic, such as pages.raw[2]."""
    short = next((topic.name for topic in TOPICS if topic.full_name(prefix) == hold.topic), hold.topic)
    return f"{short}[{hold.partition}]"
