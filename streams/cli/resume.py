"""`silkwire resume`: let partitions go on that were held for too many refusals."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.table import Table

from schemas.control import Hold
from streams.cli.console import out, print_json, safe
from streams.errors import UsageError
from streams.settings import Settings, load

__all__ = ["resume"]


def resume(
    partitions: Annotated[list[str] | None, typer.Argument(help="TOPIC[PARTITION] as shown; none: list what is held.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Resume all that are held.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, not a table.")] = False,
    brokers: Annotated[str | None, typer.Option(help="Kafka, host:port[,host:port].")] = None,
) -> None:
    """Show the partitions on hold, or let some of them go on.

    A partition is held once it has SILKWIRE_REJECT_LIMIT more refused records than accepted
    ones: nothing behind them is read until someone has looked (silkwire rejected list).
    """
    settings = load(brokers=brokers)
    holds, lifted = asyncio.run(_resume(settings, partitions or [], every=every))
    if as_json:
        print_json([hold.model_dump(mode="json") | {"resumed": hold in lifted} for hold in holds])
        return
    if not holds:
        out.print("nothing is on hold")
        return
    table = Table("partition", "stage", "next offset", "refused over accepted", "last reason", "", box=None)
    for hold in holds:
        state = "[green]resumed[/]" if hold in lifted else "[yellow]held[/]"
        table.add_row(safe(_name(hold)), safe(hold.stage), str(hold.offset), str(hold.refused), hold.last.value, state)
    out.print(table)
    if not lifted:
        out.print("look first: silkwire rejected list; then: silkwire resume --all, or silkwire resume TOPIC[PARTITION]")


async def _resume(settings: Settings, names: list[str], *, every: bool) -> tuple[list[Hold], list[Hold]]:
    from streams.operate.holds import held, lift  # noqa: PLC0415  --help must not load Faust

    holds = await held(settings)
    known = {_name(hold): hold for hold in holds}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UsageError(f"{unknown[0]} is not on hold; on hold: {', '.join(known) or 'nothing'}")
    chosen = holds if every else [known[name] for name in names]
    await lift(settings, chosen)
    return holds, chosen


def _name(hold: Hold) -> str:
    return f"{hold.topic}[{hold.partition}]"
