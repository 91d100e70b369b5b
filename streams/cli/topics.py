"""`silkwire topics`: applies the topic registry to the broker, or shows the differences."""

from __future__ import annotations

import asyncio

import typer
from rich.table import Table

from streams.cli.console import out, print_json
from streams.cli.options import AsJson, Brokers
from streams.errors import TopicMissing
from streams.kafka.admin import admin
from streams.kafka.topics import TopicFinding, apply_topics, compare_growth, retired_topics
from streams.settings import Settings, load

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)

COLOUR = {"ok": "green", "missing": "yellow", "differs": "yellow", "refused": "red"}


RETIRED_DETAIL = (
    "no longer used; once silkwire migrate has run, delete it with Kafka's own tools. Until then no topic gets more partitions"
)


@app.command("apply")
def apply_registry(brokers: Brokers = None, as_json: AsJson = False) -> None:
    """Create missing topics and alter those that differ, unless that would lose data."""

    async def both(settings: Settings) -> tuple[list[TopicFinding], list[TopicFinding], list[str]]:
        async with admin(settings) as client:
            before = await apply_topics(client, settings)
            return before, await compare_growth(client, settings), await retired_topics(client, settings)

    before, after, retired = asyncio.run(both(load(brokers=brokers)))
    changed = [finding for finding in before if finding.status in {"missing", "differs"}]
    _show(after, retired, as_json=as_json)
    if not as_json:
        out.print(f"{len(changed)} of {len(before)} topics created or altered")
    _refuse(after)


@app.command("show")
def show_topics(brokers: Brokers = None, as_json: AsJson = False) -> None:
    """Show each topic of the registry, and how the topic on the broker differs."""

    async def look(settings: Settings) -> tuple[list[TopicFinding], list[str]]:
        async with admin(settings) as client:
            return await compare_growth(client, settings), await retired_topics(client, settings)

    _show(*asyncio.run(look(load(brokers=brokers))), as_json=as_json)


def _show(findings: list[TopicFinding], retired: list[str], *, as_json: bool) -> None:
    if as_json:
        rows = [
            {"topic": f.name, "status": f.status, "detail": f.detail, "partitions": f.partitions, "config": f.topic.config}
            for f in findings
        ]
        print_json([*rows, *({"topic": name, "status": "retired", "detail": RETIRED_DETAIL} for name in retired)])
        return
    table = Table("topic", "status", "detail", "what it carries", box=None)
    for finding in findings:
        status = f"[{COLOUR[finding.status]}]{finding.status}[/]"
        table.add_row(finding.name, status, finding.detail, finding.topic.sentence)
    for name in retired:
        table.add_row(name, "retired", RETIRED_DETAIL, "a topic of an earlier release")
    out.print(table)


def _refuse(findings: list[TopicFinding]) -> None:
    refused = [finding for finding in findings if finding.status == "refused"]
    if refused:
        raise TopicMissing("; ".join(f"{finding.name} {finding.detail}" for finding in refused))
