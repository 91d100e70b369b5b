"""A benchmark's row in a separate process: a job in, one JSON line out."""

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
"""Time limit of a row, which takes a few seconds: a row that hangs must not stop the benchmark."""

J = TypeVar("J")


@dataclass
class Failed(Exception):  # noqa: N818  a row that failed, not an error of the benchmark
    """A row did not finish."""

    why: str

    def __str__(self) -> str:
        """Return the reason."""
        return self.why


def run_child(module: str, job: Any) -> dict[str, Any]:
    """Run `python -m module JOB` and return what it printed; Failed with the last lines of its errors."""
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
    """Run as the child: read the job from the command line, run it, print the result, end.

    Ends by os._exit as the worker does: a client's thread that hangs must not hang the row.
    """
    result = run(job(**json.loads(sys.argv[1])))
    sys.stdout.write(json.dumps(asdict(result)) + "\n")
    sys.stdout.flush()
    os._exit(0)
