"""`silkwire config`: every setting, its value, and where it comes from."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Column, Table
from rich.text import Text

from streams.cli.console import out, print_json, remarks, safe
from streams.operate.settings_report import Shown, shown_settings
from streams.settings import OTHERS, file_values, load, unknown

__all__ = ["config"]

COLOUR = {"option": "cyan", "environment": "cyan", "file": "green", "default": "dim"}


def config(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, not a table.")] = False,
    brokers: Annotated[str | None, typer.Option(help="Kafka, host:port[,host:port].")] = None,
) -> None:
    """Show every setting with its bounds, value and origin; passwords are masked."""
    settings = load(brokers=brokers)
    shown = shown_settings(settings, os.environ, file_values(os.environ), {"brokers": brokers})
    if as_json:
        print_json([asdict(setting) for setting in shown])
    else:
        out.print(_table(shown))
        others = "; ".join(f"{name}: {sentence}" for name, sentence in OTHERS.items())
        out.print(Text(f"set them as variables; also {others}", style="dim"))
    for name in unknown(os.environ):
        remarks.print(Text("warning: ", style="yellow").append_text(safe(f"{name} is set, and nothing of silkwire reads it")))


def _table(shown: list[Shown]) -> Table:
    table = Table(
        Column("variable", no_wrap=True), Column("value", overflow="fold", min_width=14), Column("origin", no_wrap=True),
        "what it is", box=None,
    )  # fmt: skip
    for setting in shown:
        what = Text(setting.sentence).append(f"  ({setting.type}: {setting.bounds})", style="dim")
        origin = Text(setting.origin, style=COLOUR[setting.origin])
        table.add_row(Text(setting.variable), safe(str(setting.value)), origin, what)
    return table
