"""`silkwire doctor`: what is wrong, and the command that mends it."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table
from rich.text import Text

from streams.cli.console import out, print_json, remarks, safe
from streams.cli.options import AsJson, Brokers
from streams.errors import BrokerDown, Unhealthy
from streams.operate.findings import Finding, bad, ok, skipped
from streams.operate.machine import look_at_machine
from streams.operate.machine_checks import check_machine
from streams.settings import Settings, load

__all__ = ["doctor"]

COLOUR = {"ok": "green", "warn": "yellow", "bad": "red", "skipped": "dim"}


def doctor(
    data: Annotated[Path | None, typer.Option(help="Directory given to `silkwire up --data`.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings, too.")] = False,
    as_json: AsJson = False,
    brokers: Brokers = None,
) -> None:
    """Look at this machine and at Kafka; say what is wrong and what mends it."""
    settings = load(brokers=brokers)
    with remarks.status("looking at this machine and at Kafka"):
        findings = [*check_machine(look_at_machine(settings, os.environ, data)), *asyncio.run(_cluster(settings))]
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        out.print(_table(findings))
    _verdict(findings, strict=strict)


async def _cluster(settings: Settings) -> list[Finding]:
    """Return the findings on Kafka; where no broker answers, that it does not."""
    from streams.kafka.reader import reader  # noqa: PLC0415
    from streams.kafka.topics import admin  # noqa: PLC0415
    from streams.operate.cluster import look_at_cluster  # noqa: PLC0415  the stages take a second to load; --help must not
    from streams.operate.cluster_checks import check_cluster  # noqa: PLC0415
    from streams.operate.holds import held  # noqa: PLC0415
    from streams.stages import STAGES  # noqa: PLC0415

    algorithms = {it.state_topic.full_name(settings.prefix): it.algorithm for it in STAGES if it.state_topic}
    try:
        async with admin(settings) as client, reader(settings) as consumer:
            cluster = await look_at_cluster(client, consumer, settings, int(time.time() * 1000), held)
    except BrokerDown as cause:
        return [bad("broker", str(cause), "silkwire up, or set SILKWIRE_BROKERS"), skipped("Kafka", "not looked at")]
    counted = f"{cluster.brokers} broker{'s' * (cluster.brokers != 1)} at {settings.brokers}"
    return [ok("broker", counted), *check_cluster(cluster, algorithms)]


def _table(findings: Sequence[Finding]) -> Table:
    table = Table(Column("looked at", no_wrap=True), "", "what is", "what mends it", box=None)
    for finding in findings:
        health = Text(finding.health, style=COLOUR[finding.health])
        table.add_row(Text(finding.name), health, safe(finding.what, 1000), Text(finding.mend, style="cyan"))
    return table


def _verdict(findings: Sequence[Finding], *, strict: bool) -> None:
    wrong = [it.name for it in findings if it.health == "bad" or (strict and it.health == "warn")]
    if wrong:
        raise Unhealthy(f"{len(wrong)} of {len(findings)} need mending: {', '.join(wrong)}")
