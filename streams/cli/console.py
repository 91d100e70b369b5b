"""What all commands share: a console for results, a console for remarks, safe text, files and the clock."""

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
    """Return a record's text as one line that is safe to print on a terminal.

    It has no markup and no control characters. A line over `longest` characters is cut.
    """
    line = escape(" ".join(text.split()))
    return Text(line if len(line) <= longest else line[: longest - 1] + "…")


def safe_lines(text: str, longest: int) -> Text:
    """Return a record's text, safe for a terminal and with its line breaks. Cut it after `longest` characters."""
    lines = [escape(line.expandtabs(4)) for line in text[:longest].replace("\r\n", "\n").split("\n")]
    return Text("\n".join(lines) + ("…" if len(text) > longest else ""))


def print_json(value: Any) -> None:
    """Print a value as one line of JSON, and flush it. Characters that control a terminal are escaped."""
    line = escape(orjson.dumps(value).decode())
    sys.stdout.buffer.write(line.encode() + b"\n")
    sys.stdout.buffer.flush()


@contextmanager
def counting(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on standard error while the block runs.

    Yields a function that advances the bar by a number of steps. `total` is the number of steps, or None if
    that is unknown.
    """
    with Progress(console=remarks, transient=True, disable=not remarks.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda steps: bar.advance(task, steps)


def print_exit_error(cause: ExitError) -> None:
    """Print why the command ended, on one line."""
    remarks.print(Text(f"silkwire: {escape(str(cause))}", style="red"), soft_wrap=True)


def suggest(given: str, known: Iterable[str]) -> str:
    """Return ', did you mean NAME' with the known name that is most similar to `given`, or '' if none is similar."""
    near = difflib.get_close_matches(given, list(known), n=1)
    return f", did you mean {near[0]}" if near else ""


def now_ms() -> int:
    """Return the time of this machine's clock, in ms since 1970."""
    return int(time.time() * 1000)


@contextmanager
def naming_file(verb: str, path: Path) -> Iterator[None]:
    """Turn an OSError in the block into a UsageError that names the file. `verb` says what failed, such as `read`."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"cannot {verb} {path}: {(error.strerror or 'error').lower()}") from None


def read_file(path: Path) -> bytes:
    """Return the bytes of a file. Raise UsageError if the file cannot be read."""
    with naming_file("read", path):
        return path.read_bytes()


def write_file(path: Path, value: bytes) -> None:
    """Write `value` to a file. Raise UsageError if the file cannot be written."""
    with naming_file("write", path):
        path.write_bytes(value)
