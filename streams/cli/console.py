"""What all commands share: one console for results, one for remarks, safe text, files and the clock."""

from __future__ import annotations

import difflib
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.progress import Progress
from rich.text import Text

from streams.errors import ExitError, UsageError
from streams.escape import escape

__all__ = [
    "counting",
    "naming_file",
    "now_ms",
    "out",
    "print_exit_error",
    "print_json",
    "read_file",
    "remarks",
    "safe",
    "safe_lines",
    "suggest",
    "write_file",
]

out = Console(soft_wrap=False, highlight=False)
remarks = Console(stderr=True, highlight=False)


def safe(text: str, longest: int = 200) -> Text:
    """Return text of a record for a terminal: no markup, no control characters, one line."""
    line = escape(" ".join(text.split()))
    return Text(line if len(line) <= longest else line[: longest - 1] + "…")


def safe_lines(text: str, longest: int) -> Text:
    """Return text of a record for a terminal, with its lines, cut after `longest` characters."""
    lines = [escape(line.expandtabs(4)) for line in text[:longest].replace("\r\n", "\n").split("\n")]
    return Text("\n".join(lines) + ("…" if len(text) > longest else ""))


def print_json(value: Any) -> None:
    """Print a value as one line of JSON and flush it; characters that a terminal would obey are escaped."""
    line = escape(orjson.dumps(value).decode())
    sys.stdout.buffer.write(line.encode() + b"\n")
    sys.stdout.buffer.flush()


@contextmanager
def counting(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Show a bar on standard error while the block runs, and give its `advance`; `total` None: unknown."""
    with Progress(console=remarks, transient=True, disable=not remarks.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda steps: bar.advance(task, steps)


def print_exit_error(cause: ExitError) -> None:
    """Print why the command ended, on one line."""
    remarks.print(Text(f"silkwire: {escape(str(cause))}", style="red"), soft_wrap=True)


def suggest(given: str, known: Iterable[str]) -> str:
    """Return ', did you mean NAME' with the known name most like the given one; empty if none is like it."""
    near = difflib.get_close_matches(given, list(known), n=1)
    return f", did you mean {near[0]}" if near else ""


def now_ms() -> int:
    """Return this machine's time, ms since 1970."""
    return int(time.time() * 1000)


@contextmanager
def naming_file(verb: str, path: Path) -> Iterator[None]:
    """Turn an OSError of the block into a UsageError that names the file."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"cannot {verb} {path}: {(error.strerror or 'error').lower()}") from None


def read_file(path: Path) -> bytes:
    """Return the bytes of a file; UsageError if it cannot be read."""
    with naming_file("read", path):
        return path.read_bytes()


def write_file(path: Path, value: bytes) -> None:
    """Write a file; UsageError if it cannot be written."""
    with naming_file("write", path):
        path.write_bytes(value)
