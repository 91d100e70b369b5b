"""`silkwire rejected replay`: tries each record in this process, sends those that pass, and checks the outcome."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from streams.cli.console import counting, out, print_json, remarks
from streams.cli.options import AsJson, Brokers, Reasons, Since, Sources, StageNames, Until, make_filter
from streams.cli.rejected_render import outcome_object, outcomes
from streams.errors import NotConfirmed, NotReplayed, UsageError
from streams.kafka.groups import describe_group
from streams.operate.dead_letters import Filter
from streams.operate.holds import read_holds
from streams.operate.parked import read_sources, resume_command
from streams.operate.session import Session
from streams.settings import Settings, load

if TYPE_CHECKING:
    from streams.operate.replay import Replayed

__all__ = ["replay"]


def replay(
    records: Annotated[list[str] | None, typer.Argument(help="Which: PARTITION:OFFSET ..., as `list` shows them.")] = None,
    reason: Reasons = None,
    stage: StageNames = None,
    source: Sources = None,
    since: Since = None,
    until: Until = None,
    everything: Annotated[bool, typer.Option("--all", help="All rejected records.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print what would happen.")] = False,
    anyway: Annotated[bool, typer.Option("--anyway", help="Send also what would be refused again.")] = False,
    wait: Annotated[float, typer.Option(min=0, max=3600, help="Seconds to wait for the workers.")] = 30,
    as_json: AsJson = False,
    brokers: Brokers = None,
) -> None:
    """Send rejected records again to the topic where they failed, if they pass now."""
    settings, wanted = load(brokers=brokers), make_filter(records, reason, stage, source, since, until)
    if wanted.selects_all and not everything:
        raise UsageError("which records? Name them (`silkwire rejected list`), give a filter, or --all")
    done = asyncio.run(_replay(settings, wanted, send=not dry_run, anyway=anyway, wait=wait))
    if as_json:
        for it in done:
            print_json(outcome_object(it))
    elif done:
        out.print(outcomes(done))
    _verdict(done, records or ())


async def _replay(settings: Settings, wanted: Filter, *, send: bool, anyway: bool, wait: float) -> Sequence[Replayed]:
    from streams.operate.replay import prove, resend, select  # noqa: PLC0415  the stages take a second to load; --help must not
    from streams.stages import STAGES  # noqa: PLC0415

    async with Session(settings) as kafka:
        with counting("reading rejected records", None) as step:
            selection = await select(kafka, wanted, step)
        with counting("trying and sending", len(selection.offsets)) as step:
            done = await resend(kafka, STAGES, selection, step, send=send, anyway=anyway)
        sent = sum(it.sent is not None for it in done)
        if not sent:
            return done
        wait = wait if await _is_served(kafka, done) else 0
        with counting("waiting for the workers", sent) as step:
            return await prove(kafka, done, selection, wait, step)


async def _is_served(kafka: Session, done: Sequence[Replayed]) -> bool:
    """Return whether a worker runs. Print a remark if none runs, or if records wait for `silkwire resume`."""
    served = bool((await describe_group(kafka.admin, kafka.settings.group)).members)
    if not served:
        remarks.print(f"no worker of group {kafka.settings.group} runs: the records wait for one", style="yellow")
    on_hold = {(hold.topic, hold.partition) for hold in await read_holds(kafka)}
    if any(it.sent is not None and it.sent[:2] in on_hold for it in done):
        remarks.print("some records were sent to partitions on hold: silkwire resume", style="yellow")
    parked = {it.source for it in await read_sources(kafka)} & {it.letter.source for it in done if it.sent is not None}
    if parked:
        waits = Text(f"pages of parked sources wait: {resume_command(*sorted(parked))}", style="yellow")
        remarks.print(waits, soft_wrap=True)
    return served


def _verdict(done: Sequence[Replayed], named: Sequence[str]) -> None:
    """Print how many records had each outcome. Raise an ExitError if a record did not pass, or if none matched."""
    if missing := set(named) - {it.letter.id for it in done}:
        remarks.print(f"not found, or a repetition of another one: {', '.join(sorted(missing))}", style="yellow")
    counts = Counter(it.status for it in done)
    said = ", ".join(f"{count} {status}" for status, count in counts.items()) or "no refused record matches"
    if counts["refused again"] or counts["not sent"]:
        raise NotReplayed(f"{said}. The line of each record says what to do; --anyway sends those that would be refused again")
    if counts["not confirmed"]:
        raise NotConfirmed(f"{said}: `silkwire status` shows the lag, `silkwire rejected list --since 10m` new rejections")
    if not done:
        raise UsageError(f"{said}: `silkwire rejected list` shows all")
    remarks.print(said)
