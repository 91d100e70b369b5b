"""`silkwire config`: every setting, its value, and the origin of the value."""

from __future__ import annotations

import os
from dataclasses import asdict

from rich.table import Column, Table
from rich.text import Text

from streams.cli.console import out, print_json, remarks, safe
from streams.cli.options import AsJson, Brokers
from streams.operate.settings_report import SettingRow, report_settings
from streams.settings import OTHERS, file_values, load, unknown_variables

__all__ = ["config"]

COLOUR = {"option": "cyan", "environment": "cyan", "file": "green", "default": "dim"}


def config(as_json: AsJson = False, brokers: Brokers = None) -> None:
    """Show every setting with its bounds, value and origin; passwords are masked."""
    settings = load(brokers=brokers)
    rows = report_settings(settings, os.environ, file_values(os.environ), {"brokers": brokers})
    if as_json:
        print_json([asdict(setting) for setting in rows])
    else:
        out.print(_table(rows))
        others = "; ".join(f"{name}: {sentence}" for name, sentence in OTHERS.items())
        out.print(Text(f"set them as environment variables. Other variables: {others}", style="dim"))
    for name in unknown_variables(os.environ):
        remarks.print(Text("warning: ", style="yellow").append_text(safe(f"{name} is set, and nothing in silkwire reads it")))


def _table(rows: list[SettingRow]) -> Table:
    table = Table(
        Column("variable", no_wrap=True), Column("value", overflow="fold", min_width=14), Column("origin", no_wrap=True),
        "what it is", box=None,
    )  # fmt: skip
    for setting in rows:
        what = Text(setting.sentence).append(f"  ({setting.type}: {setting.bounds})", style="dim")
        origin = Text(setting.origin, style=COLOUR[setting.origin])
        table.add_row(Text(setting.variable), safe(str(setting.value)), origin, what)
    return table
