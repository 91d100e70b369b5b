"""`silkwire topics`: applies the topic registry to the broker, or shows the differences."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import typer
from rich.table import Table

from streams.cli.console import out, print_json
from streams.cli.options import AsJson, Brokers
from streams.errors import TopicMissing
from streams.kafka.admin import admin
from streams.kafka.topic_settings import Change
from streams.kafka.topics import TopicFinding, apply_topics, compare_growth, retired_topics
from streams.settings import Settings, load

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)

COLOUR = {"ok": "green", "missing": "yellow", "differs": "yellow", "refused": "red"}


RETIRED_DETAIL = (
    "no longer used; once silkwire migrate has run, delete it with Kafka's own tools. Until then no topic gets more partitions"
)


Changes = Mapping[str, tuple[Change, ...]]
"""The changes of each topic, by full name."""


@app.command("apply")
def apply_registry(brokers: Brokers = None, as_json: AsJson = False) -> None:
    """Create missing topics, and correct the settings that are wrong, unless that would lose data."""

    async def both(settings: Settings) -> tuple[list[TopicFinding], list[TopicFinding], list[str]]:
        async with admin(settings) as client:
            before = await apply_topics(client, settings)
            return before, await compare_growth(client, settings), await retired_topics(client, settings)

    before, after, retired = asyncio.run(both(load(brokers=brokers)))
    made = {finding.name: finding.changes for finding in before if finding.status == "differs"}
    _show(after, made, retired, "changed", as_json=as_json)
    if not as_json:
        created = sum(finding.status == "missing" for finding in before)
        out.print(f"{created} of {len(before)} topics created, {len(made)} altered")
    _refuse(after)


@app.command("show")
def show_topics(brokers: Brokers = None, as_json: AsJson = False) -> None:
    """Show each topic of the registry, and what `apply` would change."""

    async def look(settings: Settings) -> tuple[list[TopicFinding], list[str]]:
        async with admin(settings) as client:
            return await compare_growth(client, settings), await retired_topics(client, settings)

    found, retired = asyncio.run(look(load(brokers=brokers)))
    planned = {finding.name: finding.changes for finding in found if finding.status == "differs"}
    _show(found, planned, retired, "apply changes", as_json=as_json)


def _show(findings: list[TopicFinding], changes: Changes, retired: list[str], heading: str, *, as_json: bool) -> None:
    if as_json:
        rows = [
            {"topic": f.name, "status": f.status, "detail": f.detail, "partitions": f.partitions, "config": f.topic.config,
             "changes": [_as_json(change) for change in changes.get(f.name, ())]}
            for f in findings
        ]  # fmt: skip
        print_json([*rows, *({"topic": name, "status": "retired", "detail": RETIRED_DETAIL} for name in retired)])
        return
    table = Table("topic", "status", "detail", heading, "what it carries", box=None)
    for finding in findings:
        status = f"[{COLOUR[finding.status]}]{finding.status}[/]"
        changed = "\n".join(f"{it.setting}: {it.before} -> {it.after}" for it in changes.get(finding.name, ()))
        table.add_row(finding.name, status, finding.detail, changed, finding.topic.sentence)
    for name in retired:
        table.add_row(name, "retired", RETIRED_DETAIL, "", "a topic of an earlier release")
    out.print(table)


def _as_json(change: Change) -> dict[str, str]:
    return {"setting": change.setting, "before": change.before, "after": change.after}


def _refuse(findings: list[TopicFinding]) -> None:
    refused = [finding for finding in findings if finding.status == "refused"]
    if refused:
        raise TopicMissing("; ".join(f"{finding.name} {finding.detail}" for finding in refused))
