"""Runs the `silkwire` command in a process, as a user does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

PAGE = """• KGS/USD = 0.01144 0%
14 November 2026

Kochkor Opens a Market for Felt

The town of Kochkor has opened a market for felt makers, with eighty stalls beside the bus station in the valley.

A stall in the market costs 5,500 KGS (approximately $63) a month, the felt makers of Kochkor said on Friday.
"""


def silkwire(*arguments: str, stdin: bytes | None = None, **variables: str) -> subprocess.CompletedProcess[bytes]:
    environment: Mapping[str, str] = {"PATH": "", "HOME": str(Path.home()), "COLUMNS": "200", **variables}
    command = [sys.executable, "-m", "streams", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, env=dict(environment), check=False, timeout=60)


def assert_one_line(done: subprocess.CompletedProcess[bytes], code: int, *words: str) -> None:
    said = done.stderr.decode()
    assert done.returncode == code, said
    assert len(said.strip().splitlines()) == 1, said
    assert "Traceback" not in said
    for word in words:
        assert word in said
