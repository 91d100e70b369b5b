"""Runs a row of the benchmark in a separate process. A row is one thing that is measured, such as plain Faust.

The process gets a job as JSON, and prints its result as one JSON line.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

__all__ = ["ROOT", "Failed", "answer", "run_child"]

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 120
"""Time limit of a row. A row takes a few seconds; the limit ends a row that hangs."""

J = TypeVar("J")


@dataclass
class Failed(Exception):  # noqa: N818  a row that failed, not an error of the benchmark
    """A row did not finish, or its result is wrong."""

    why: str

    def __str__(self) -> str:
        """Return the reason."""
        return self.why


def run_child(module: str, job: Any) -> dict[str, Any]:
    """Run `python -m module JOB`, and return the JSON object on the last line that it printed.

    Raise Failed if the process fails or takes longer than SECONDS.
    """
    command = [sys.executable, "-m", module, json.dumps(asdict(job))]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603  our own module
    except subprocess.TimeoutExpired:
        raise Failed(f"{module} did not end within {SECONDS} s") from None
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        raise Failed(f"{module} ended with code {done.returncode}: {' | '.join(done.stderr.splitlines()[-3:])}")
    result: dict[str, Any] = json.loads(lines[-1])
    return result


def answer(job: Callable[..., J], run: Callable[[J], Any]) -> NoReturn:
    """Run the child process: read the job from the command line, run the job, print the result, and exit.

    The process exits by `os._exit`, as the worker does. So a client's thread that hangs does not
    delay the exit.
    """
    result = run(job(**json.loads(sys.argv[1])))
    sys.stdout.write(json.dumps(asdict(result)) + "\n")
    sys.stdout.flush()
    os._exit(0)
