"""`silkwire doctor`: what is wrong, and the command that helps."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table
from rich.text import Text

from streams.cli.console import now_ms, out, print_json, remarks, safe
from streams.cli.options import AsJson, Brokers
from streams.errors import BrokerDown, Unhealthy
from streams.operate.cluster import look_at_cluster
from streams.operate.cluster_checks import check_cluster
from streams.operate.findings import Finding, bad, ok, skipped
from streams.operate.machine import look_at_machine
from streams.operate.machine_checks import check_machine
from streams.operate.session import Session
from streams.settings import Settings, load

__all__ = ["doctor"]

COLOUR = {"ok": "green", "warn": "yellow", "bad": "red", "skipped": "dim"}


def doctor(
    data: Annotated[Path | None, typer.Option(help="Directory given to `silkwire up --data`.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings too.")] = False,
    as_json: AsJson = False,
    brokers: Brokers = None,
) -> None:
    """Look at this machine and at Kafka; print what is wrong and what to do."""
    settings = load(brokers=brokers)
    with remarks.status("looking at this machine and at Kafka"):
        findings = [*check_machine(look_at_machine(settings, os.environ, data)), *asyncio.run(_cluster(settings))]
    if as_json:
        print_json([_row(finding) for finding in findings])
    else:
        out.print(_table(findings))
    _verdict(findings, strict=strict)


async def _cluster(settings: Settings) -> list[Finding]:
    """Return the findings about Kafka. If no broker answers, one finding says so, and one says that nothing was checked."""
    from streams.stages import STAGES  # noqa: PLC0415  the stages take a second to load; --help must not

    algorithms = {it.state_topic.full_name(settings.prefix): it.algorithm for it in STAGES if it.state_topic}
    try:
        async with Session(settings) as kafka:
            cluster = await look_at_cluster(kafka, now_ms())
    except BrokerDown as cause:
        return [bad("broker", str(cause), "silkwire up, or set SILKWIRE_BROKERS"), skipped("Kafka", "not looked at")]
    counted = f"{cluster.brokers} broker{'s' * (cluster.brokers != 1)} at {settings.brokers}"
    return [ok("broker", counted), *check_cluster(cluster, algorithms)]


def _row(finding: Finding) -> dict[str, str]:
    """Return a finding as a JSON object."""
    return {"name": finding.name, "health": finding.health, "what": finding.what, "mend": finding.remedy}


def _table(findings: Sequence[Finding]) -> Table:
    table = Table(Column("looked at", no_wrap=True), "", "found", "what to do", box=None)
    for finding in findings:
        health = Text(finding.health, style=COLOUR[finding.health])
        table.add_row(Text(finding.name), health, safe(finding.what, 1000), Text(finding.remedy, style="cyan"))
    return table


def _verdict(findings: Sequence[Finding], *, strict: bool) -> None:
    wrong = [it.name for it in findings if it.health == "bad" or (strict and it.health == "warn")]
    if wrong:
        raise Unhealthy(f"{len(wrong)} of {len(findings)} findings need work: {', '.join(wrong)}")
