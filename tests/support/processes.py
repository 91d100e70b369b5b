"""Child processes that hear Ctrl-C, and whose early end is noticed at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.support import ROOT

__all__ = ["child", "lines_until"]


@contextmanager
def _hearing_ctrl_c() -> Iterator[None]:
    """Let children that start in the block hear Ctrl-C; `nohup make test &` starts this process deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def child(
    arguments: Sequence[str],
    variables: Mapping[str, str] | None = None,
    *,
    stdout: int | None = None,
    stderr: int | None = None,
    cwd: Path | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `python ARGUMENTS` with more variables; what still runs at the end is killed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **(variables or {})}
    with _hearing_ctrl_c():
        process = subprocess.Popen([sys.executable, *arguments], env=environment, stdout=stdout, stderr=stderr, cwd=cwd)
    with process:
        try:
            yield process
        finally:
            process.kill()


def lines_until(process: subprocess.Popen[bytes], sign: str) -> list[str]:
    """Return what a process prints up to a line with this sign; AssertionError if it ends before."""
    assert process.stdout is not None
    lines: list[str] = []
    while not lines or sign not in lines[-1]:
        line = process.stdout.readline().decode()
        assert line, f"it ended without {sign!r}: {''.join(lines)}"
        lines.append(line)
    return lines
