"""The rows of a record that ends its worker: it stops the flow three times, and not a fourth."""

from __future__ import annotations

import asyncio
import signal
import subprocess
from collections.abc import Awaitable, Callable

from aiokafka.structs import ConsumerRecord

from schemas.topics import REJECTED
from tests.faults.alone import HOOKED, fresh, judged, publish_all
from tests.faults.stage import Ground
from tests.faults.undisturbed import AFTER_SPLIT
from tests.faults.verify import Verdict
from tests.support.kafka import publish, read, settled
from tests.support.pages import make_pages
from tests.support.processes import child

__all__ = ["poisoned"]

POISON = b"this page kills"
PAGES = 30
DEATHS = 3
STALL_SECONDS = 5.0

EXPECTED = {
    "segfault": (-signal.SIGSEGV, b""),
    "endless": (1, b"Timeout (0:00:05)!"),  # the watchdog's, after STALL_SECONDS
}
"""By hook: how the worker ends, and what it says."""


def poisoned(hook: str) -> Callable[[Ground, str], Awaitable[Verdict]]:
    """Return the row of a page that does this to its worker."""
    code, said = EXPECTED[hook]

    async def play(ground: Ground, row: str) -> Verdict:
        made = list(make_pages(PAGES, seed=3, repeated=0))
        before, after = {0: made[: PAGES // 2]}, {0: made[PAGES // 2 :]}
        async with fresh(ground.direct, row, before) as usual:
            settings = usual.model_copy(update={"session_seconds": 6, "stall_seconds": STALL_SECONDS})
            await publish(settings, [(POISON, ())])
            await publish_all(settings, after)
            command, variables = [HOOKED, hook, POISON.decode()], settings.environment()
            for number in range(1, DEATHS + 1):
                with child(command, variables, stderr=subprocess.PIPE) as process:
                    errors = (await asyncio.to_thread(process.communicate))[1]
                assert (process.returncode, said in errors) == (code, True), f"death {number}: {process.returncode} {errors!r}"
            with child(command, variables) as process:
                await settled(settings, process)
            rejected: list[ConsumerRecord] = await read(settings, REJECTED)
            found = [(record.value, dict(record.headers)["silkwire-reason"]) for record in rejected]
            assert found == [(POISON, b"record.quarantined")], found
            return await judged(settings, {0: made}, stages=AFTER_SPLIT)

    return play
