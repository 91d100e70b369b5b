"""What an operator does where a worker ends with exit code 73: runs the command that it names, and starts it again."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from streams.settings import Settings
from tests.faults.solo import solo
from tests.support.cli import command
from tests.support.kafka import EndedEarlyError, settled, until

__all__ = ["NOT_IN_LOG", "go_on"]

NOT_IN_LOG = 73
"""Exit code where the log does not have the position at which the group goes on."""

FOLLOWED = 12
"""Most messages to follow before a worker goes on; each names at least one of ten partitions."""

ADVICE = re.compile(r"silkwire (offsets (?:skip|replay) (?:'[^']+'|\S+) --to \w+)")


async def follow(settings: Settings, said: str) -> None:
    """Run the commands that a worker's last words name; AssertionError where they name none, or one fails."""
    advice = list(dict.fromkeys(ADVICE.findall(said)))
    assert advice, f"the worker names no command: {said}"
    for line in advice:
        done = await command(settings, *shlex.split(line), "--execute")
        assert done.returncode == 0, f"silkwire {line} --execute ended with {done.returncode}: {done.stderr.decode()}"


async def go_on(line: Sequence[str], settings: Settings) -> str:
    """Start a worker, and follow its advice each time it ends, until it has done everything; return how often it ended."""
    for times in range(1 + FOLLOWED):
        with solo(line, settings) as worker:
            try:
                await until(worker.is_ready, worker.process)  # a commit beyond the log's end looks like done work before
                await settled(settings, worker.process)
            except EndedEarlyError:
                said = await worker.ends_with(NOT_IN_LOG)
            else:
                await worker.stop()
                return f"advice followed {times} times"
        await follow(settings, said)
    raise AssertionError(f"the worker does not go on after {FOLLOWED} commands")
