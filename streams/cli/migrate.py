"""`silkwire migrate`: takes over the articles and ticks that an earlier release published."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli.console import counting, out, print_json, remarks
from streams.cli.options import AsJson, Brokers
from streams.errors import NotMigrated
from streams.kafka.groups import describe_group
from streams.kafka.legacy import look_at_legacy
from streams.operate.session import Session
from streams.settings import Settings, load

if TYPE_CHECKING:
    from streams.operate.seeding import Seeded

__all__ = ["migrate"]


def migrate(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count; workers of 0.1.0 may run.")] = False,
    skip_unreadable: Annotated[bool, typer.Option(help="Skip records that cannot be read.")] = False,
    as_json: AsJson = False,
    brokers: Brokers = None,
) -> None:
    """Take over what release 0.1.0 published, once, before workers of this release start.

    Dedupe then knows the ids and versions of the articles, and ticks knows the rates of the last 30 days. The topics of
    0.1.0 must have been processed to their end. They are not changed and not deleted.
    """
    seeded = asyncio.run(_migrate(load(brokers=brokers), dry_run=dry_run, skip=skip_unreadable))
    if as_json:
        print_json({"written": bool(seeded and not dry_run), **(asdict(seeded) if seeded else {})})
        return
    if seeded is None:
        out.print("nothing to migrate: the state of every stage is written already")
        return
    if seeded.skipped:
        remarks.print(f"{seeded.skipped:,} records could not be read and were skipped", style="yellow")
    done = "would be taken over" if dry_run else "taken over. Start the workers: silkwire worker"
    out.print(f"{seeded.articles:,} versions of articles and {seeded.ticks:,} ticks {done}", soft_wrap=True)


async def _migrate(settings: Settings, *, dry_run: bool, skip: bool) -> Seeded | None:
    """Fill the state of the stages; None if there is nothing to do."""
    from streams.operate.seeding import seed  # noqa: PLC0415  the stages take a second to load; --help must not

    async with Session(settings) as kafka:
        members = (await describe_group(kafka.admin, settings.group)).members
        if members and not dry_run:
            raise NotMigrated(f"workers of group {settings.group} run ({len(members)}). Stop them, then run: silkwire migrate")
        found = await look_at_legacy(kafka.admin, kafka.consumer, settings)
        if found.waiting:
            raise NotMigrated(found.problem(settings.group))
        if not found.unwritten:
            return None
        with counting("reading clean articles and ticks", None) as step:
            return await seed(kafka, found.unwritten, step, send=not dry_run, skip=skip)
