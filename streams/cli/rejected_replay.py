"""`silkwire rejected replay`: try each record here, send those that pass, prove that they did."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli.console import counting, out, print_json, remarks
from streams.cli.options import AsJson, Brokers, Reasons, Since, Sources, StageNames, Until, make_filter
from streams.cli.rejected_render import outcome_object, outcomes
from streams.errors import NotConfirmed, NotReplayed, UsageError
from streams.kafka.topics import admin, check_topics
from streams.operate.dead_letters import Filter
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
    everything: Annotated[bool, typer.Option("--all", help="All there are.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    anyway: Annotated[bool, typer.Option("--anyway", help="Send what would be refused again, too.")] = False,
    wait: Annotated[float, typer.Option(min=0, max=3600, help="Seconds to wait for the workers.")] = 30,
    as_json: AsJson = False,
    brokers: Brokers = None,
) -> None:
    """Send refused records again to the topic they failed on, if they pass now."""
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
    from streams.kafka.reader import reader  # noqa: PLC0415
    from streams.operate.groups import describe  # noqa: PLC0415  the stages take a second to load; --help must not
    from streams.operate.holds import held  # noqa: PLC0415
    from streams.operate.replay import prove, replay, select  # noqa: PLC0415
    from streams.stages import STAGES  # noqa: PLC0415

    await check_topics(settings)
    async with reader(settings) as consumer, admin(settings) as client:
        with counting("reading rejected records", None) as step:
            selection = await select(consumer, settings, wanted, step)
        with counting("trying and sending", len(selection.offsets)) as step:
            done = await replay(consumer, settings, STAGES, selection, step, send=send, anyway=anyway)
        sent = sum(it.sent is not None for it in done)
        if not sent:
            return done
        if not (await describe(client, settings.group)).members:
            remarks.print(f"no worker of group {settings.group} runs: what was sent waits for one", style="yellow")
            wait = 0
        on_hold = {(hold.topic, hold.partition) for hold in await held(settings)}
        if any(it.sent is not None and it.sent[:2] in on_hold for it in done):
            remarks.print("some of it was sent to partitions on hold: silkwire resume", style="yellow")
        with counting("waiting for the workers", sent) as step:
            return await prove(client, consumer, settings, done, selection.spans, wait, step)


def _verdict(done: Sequence[Replayed], named: Sequence[str]) -> None:
    """Say how it went, and end with the exit code of the worst outcome."""
    if missing := set(named) - {it.rejected.id for it in done}:
        remarks.print(f"not found, or a repetition of another one: {', '.join(sorted(missing))}", style="yellow")
    counts = Counter(it.status for it in done)
    said = ", ".join(f"{count} {status}" for status, count in counts.items()) or "no refused record matches"
    if counts["refused again"] or counts["not sent"]:
        raise NotReplayed(f"{said}. What mends each stands in its line; --anyway sends it all the same")
    if counts["not confirmed"]:
        raise NotConfirmed(f"{said}: `silkwire status` shows the lag, `silkwire rejected list --since 10m` what is refused again")
    if not done:
        raise UsageError(f"{said}: `silkwire rejected list` shows what is there")
    remarks.print(said)
