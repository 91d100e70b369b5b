"""`silkwire status`: shows the status of each stage, read from Kafka alone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.console import Group as Lines
from rich.console import RenderableType
from rich.table import Column, Table
from rich.text import Text

from schemas.control import Hold
from streams.cli.console import now_ms, out, print_json, remarks, safe
from streams.cli.options import AsJson, Brokers
from streams.operate.parked import ParkedSource, resume_command
from streams.operate.session import Session
from streams.operate.status import StageStatus, Status, gather_status
from streams.operate.times import ago, format_time
from streams.settings import Settings, load

__all__ = ["status"]

LONG_LAG_SECONDS = 300


def status(
    sample: Annotated[float, typer.Option(min=0.1, max=600, help="Seconds over which rates are measured.")] = 2,
    watch: Annotated[bool, typer.Option("--watch", help="Go on until Ctrl-C.")] = False,
    as_json: AsJson = False,
    brokers: Brokers = None,
) -> None:
    """Show lag, rates, workers and the last rejection of every stage."""
    asyncio.run(_status(load(brokers=brokers), sample, watch=watch, as_json=as_json))


async def _status(settings: Settings, sample: float, *, watch: bool, as_json: bool) -> None:
    async with Session(settings) as kafka:
        while True:
            with remarks.status(f"measuring for {sample:g} s"):
                seen = await gather_status(kafka, sample, now_ms)
            if as_json:
                print_json(_object(seen))
            else:
                out.print(_tables(seen, settings))
            if not watch:
                return


def _tables(seen: Status, settings: Settings) -> RenderableType:
    workers = len(seen.group.members)
    head = Text(f"{format_time(seen.now)}  group {settings.group}: {seen.group.state}, ", style="bold")
    head.append(f"{workers} worker{'s' * (workers != 1)}", style="green" if workers else "red")
    table = Table(
        "stage", Column("lag", justify="right"), Column("lag age", justify="right"), Column("in/s", justify="right"),
        Column("done/s", justify="right"), Column("partitions", justify="right"), "last refused", box=None,
    )  # fmt: skip
    for stage in seen.stages:
        table.add_row(*_cells(stage, seen.now))
    return Lines(head, table, *_held(seen.holds), *_parked(seen.parked, seen.now))


def _cells(stage: StageStatus, now: int) -> list[Text]:
    long = "red" if stage.lag_seconds > LONG_LAG_SECONDS else "yellow" if stage.lag_records else "green"
    served = "green" if stage.assigned == stage.partitions else "red"
    return [
        Text(stage.stage), Text(f"{stage.lag_records:,}", style=long), Text(ago(stage.lag_seconds), style=long),
        Text(f"{stage.in_per_second:,.1f}"), Text(f"{stage.done_per_second:,.1f}"),
        Text(f"{stage.assigned}/{stage.partitions}{f' {stage.held} held' if stage.held else ''}", style=served),
        _last(stage, now),
    ]  # fmt: skip


def _last(stage: StageStatus, now: int) -> Text:
    last = stage.last_rejected
    if last is None:
        return Text("-", style="dim")
    return safe(f"{ago(max(0, now - last.timestamp) / 1000)} ago: {last.reason}: {last.detail}", 100)


def _held(holds: Sequence[Hold]) -> list[Text]:
    """Return one line per partition that is paused until an operator resumes it."""
    return [
        Text("HELD ", style="red").append_text(safe(
            f"{it.topic}[{it.partition}] at offset {it.offset}: {it.refused:,} more refused than accepted, the last for "
            f"{it.last}. Remove the cause, then: silkwire resume --all"
        ))
        for it in holds
    ]  # fmt: skip


def _parked(sources: Sequence[ParkedSource], now: int) -> list[Text]:
    """Return one line per parked source: its pages wait until an operator resumes it."""
    return [
        Text("PARKED ", style="yellow")
        .append_text(safe(f"{it.summary(now)}. Remove the cause, then:", 1000))
        .append(f" {resume_command(it.source)}")
        for it in sources
    ]


def _object(seen: Status) -> dict[str, Any]:
    return {
        "time": format_time(seen.now),
        "group": {"name": seen.group.name, "state": seen.group.state, "workers": [
            {"client": it.client, "host": it.host, "partitions": len(it.partitions)} for it in seen.group.members
        ]},
        "stages": [_row(stage) for stage in seen.stages],
        "held": [it.model_dump(mode="json") for it in seen.holds],
        "parked": [{"source": it.source, "partitions": it.partitions, "last": it.last or None} for it in seen.parked],
    }  # fmt: skip


def _row(stage: StageStatus) -> dict[str, Any]:
    last = stage.last_rejected
    return {
        "stage": stage.stage, "lag_records": stage.lag_records, "lag_seconds": round(stage.lag_seconds, 3),
        "in_per_second": round(stage.in_per_second, 3), "done_per_second": round(stage.done_per_second, 3),
        "partitions": stage.partitions, "assigned": stage.assigned, "held": stage.held,
        "last_refused": None if last is None else {
            "id": last.id, "at": format_time(last.timestamp), "reason": last.reason, "detail": last.detail,
        },
    }  # fmt: skip
