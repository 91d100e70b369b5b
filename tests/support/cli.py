"""The `silkwire` command in a process, as a user runs it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

from streams.settings import Settings

__all__ = ["LOGIN", "Done", "assert_one_line", "command", "silkwire"]

LOGIN = {"SILKWIRE_SECURITY_PROTOCOL": "SASL_SSL", "SILKWIRE_SASL_USERNAME": "crawl", "SILKWIRE_SASL_PASSWORD": "felt-4711"}
"""Variables of a user with a password."""

Done = subprocess.CompletedProcess[bytes]


def _environment(variables: dict[str, str]) -> dict[str, str]:
    return {"PATH": "", "HOME": str(Path.home()), "COLUMNS": "200", **variables}


def silkwire(*arguments: str, stdin: bytes | None = None, **variables: str) -> Done:
    """Run the command to its end, with these variables and no others."""
    line = [sys.executable, "-m", "streams", *arguments]
    return subprocess.run(line, input=stdin, capture_output=True, env=_environment(variables), check=False)


async def command(settings: Settings, *arguments: str) -> Done:
    """Run the command to its end, while a worker of this process goes on."""
    line = [sys.executable, "-m", "streams", *arguments]
    process = await asyncio.create_subprocess_exec(
        *line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment(settings.environment())
    )
    try:
        output, errors = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode is not None
    return subprocess.CompletedProcess(line, process.returncode, output, errors)


def assert_one_line(done: Done, code: int, *words: str) -> None:
    """Assert that a command has ended with this code, and with one line of error that has these words."""
    said = done.stderr.decode()
    assert done.returncode == code, said
    assert len(said.strip().splitlines()) == 1, said
    assert "Traceback" not in said
    for word in words:
        assert word in said
