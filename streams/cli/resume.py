"""`silkwire resume`: resumes partitions that are on hold because too many records were rejected."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.table import Table

from schemas.control import Hold
from streams.cli.console import out, print_json, safe
from streams.cli.options import AsJson, Brokers
from streams.errors import UsageError
from streams.operate.holds import lift, read_holds
from streams.operate.session import Session
from streams.settings import Settings, load

__all__ = ["resume"]


def resume(
    partitions: Annotated[
        list[str] | None, typer.Argument(help="TOPIC[PARTITION] as shown; without any, list what is held.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Resume all that are held.")] = False,
    as_json: AsJson = False,
    brokers: Brokers = None,
) -> None:
    """Show the partitions on hold, or resume some of them.

    A partition is put on hold once it has SILKWIRE_REJECT_LIMIT more rejected records than
    accepted ones. Workers read its next records only after an operator resumes the partition.
    To see the cause: silkwire rejected list.
    """
    settings = load(brokers=brokers)
    holds, lifted = asyncio.run(_resume(settings, partitions or [], every=every))
    if as_json:
        print_json([hold.model_dump(mode="json") | {"resumed": hold in lifted} for hold in holds])
        return
    if not holds:
        out.print("nothing is on hold")
        return
    table = Table("partition", "stage", "next offset", "refused minus accepted", "last reason", "", box=None)
    for hold in holds:
        state = "[green]resumed[/]" if hold in lifted else "[yellow]held[/]"
        table.add_row(safe(_name(hold)), safe(hold.stage), str(hold.offset), str(hold.refused), safe(hold.last), state)
    out.print(table)
    if not lifted:
        out.print(
            "find the cause with silkwire rejected list; then run silkwire resume --all, or silkwire resume 'TOPIC[PARTITION]'"
        )


async def _resume(settings: Settings, names: list[str], *, every: bool) -> tuple[list[Hold], list[Hold]]:
    async with Session(settings) as kafka:
        holds = await read_holds(kafka)
        known = {_name(hold): hold for hold in holds}
        unknown = [name for name in names if name not in known]
        if unknown:
            raise UsageError(f"{unknown[0]} is not on hold; on hold: {', '.join(known) or 'nothing'}")
        chosen = holds if every else [known[name] for name in names]
        await lift(kafka, chosen)
        return holds, chosen


def _name(hold: Hold) -> str:
    return f"{hold.topic}[{hold.partition}]"
