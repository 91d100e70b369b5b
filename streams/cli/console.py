"""What people read: one console for results, one for remarks, and safe text."""

from __future__ import annotations

import sys
from typing import Any

import orjson
from rich.console import Console
from rich.text import Text

from streams.exits import Stopped

__all__ = ["out", "print_json", "remarks", "safe", "say_stopped"]

out = Console(soft_wrap=False, highlight=False)
remarks = Console(stderr=True, highlight=False)


def safe(text: str, longest: int = 200) -> Text:
    """Return text of a page for a terminal: no markup, no control characters, one line."""
    line = " ".join(text.split())
    cut = line if len(line) <= longest else line[: longest - 1] + "…"
    return Text("".join(character if character.isprintable() else "�" for character in cut))


def print_json(value: Any) -> None:
    """Print a value as one line of JSON, at once."""
    sys.stdout.buffer.write(orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()


def say_stopped(cause: Stopped) -> None:
    """Print why the command ended, on one line."""
    remarks.print(Text(f"silkwire: {cause}", style="red"), soft_wrap=True)
