"""A record that kills its worker stops the flow three times, and not a fourth."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.pages import make_pages
from schemas.topics import ARTICLES_CLEAN, REJECTED
from streams.settings import Settings
from tests.support import publish, read, settled, values

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(200)]

HOOKED = Path(__file__).with_name("hooked_worker.py")
POISON = b"this page kills"
STALL_SECONDS = 5.0
DEATH_SECONDS = 60


@contextmanager
def worker(settings: Settings, hook: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker; what is left of it at the end is killed."""
    variables = settings.environment()
    command = [sys.executable, str(HOOKED), hook, POISON.decode()]
    with subprocess.Popen(command, env={**os.environ, **variables}, stderr=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize(("hook", "code", "said"), [("segfault", -signal.SIGSEGV, b""), ("endless", 1, b"Timeout (0:00:05)!")])
async def test_a_page_that_kills_its_worker_is_quarantined_after_three_deaths(
    settings: Settings, hook: str, code: int, said: bytes
) -> None:
    settings = settings.model_copy(update={"session_seconds": 6, "stall_seconds": STALL_SECONDS})
    pages = [(page.text.encode(), ()) for page in make_pages(30, seed=3, repeated=0)]
    await publish(settings, [*pages[:15], (POISON, ()), *pages[15:]])
    deaths = []
    for _ in range(3):
        with worker(settings, hook) as process:
            told = (await asyncio.to_thread(process.communicate, None, DEATH_SECONDS))[1]
        deaths.append((process.returncode, said in told))
    assert deaths == [(code, True)] * 3
    with worker(settings, hook):
        await settled(settings)
    rejected = await read(settings, REJECTED)
    assert [(record.value, dict(record.headers)["silkwire-reason"]) for record in rejected] == [(POISON, b"record.quarantined")]
    clean = await values(settings, ARTICLES_CLEAN)
    assert len({article["page_offset"] for article in clean}) == len(pages)
