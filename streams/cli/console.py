"""What people read: one console for results, one for remarks, and safe text."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from rich.console import Console
from rich.progress import Progress
from rich.text import Text

from streams.errors import Stopped
from streams.escape import escape

__all__ = ["counting", "out", "print_json", "remarks", "safe", "safe_lines", "say_stopped"]

out = Console(soft_wrap=False, highlight=False)
remarks = Console(stderr=True, highlight=False)


def safe(text: str, longest: int = 200) -> Text:
    """Return text of a record for a terminal: no markup, no control characters, one line."""
    line = escape(" ".join(text.split()))
    return Text(line if len(line) <= longest else line[: longest - 1] + "…")


def safe_lines(text: str, longest: int) -> Text:
    """Return text of a record for a terminal, its lines kept, cut after so many characters."""
    lines = [escape(line.expandtabs(4)) for line in text[:longest].replace("\r\n", "\n").split("\n")]
    return Text("\n".join(lines) + ("…" if len(text) > longest else ""))


def print_json(value: Any) -> None:
    """Print a value as one line of JSON, at once; what a terminal would obey is escaped."""
    line = escape(orjson.dumps(value).decode())
    sys.stdout.buffer.write(line.encode() + b"\n")
    sys.stdout.buffer.flush()


@contextmanager
def counting(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Show a bar on standard error while the block runs; gives what takes each step forward. Total None: unknown."""
    with Progress(console=remarks, transient=True, disable=not remarks.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda steps: bar.advance(task, steps)


def say_stopped(cause: Stopped) -> None:
    """Print why the command ended, on one line."""
    remarks.print(Text(f"silkwire: {escape(str(cause))}", style="red"), soft_wrap=True)
