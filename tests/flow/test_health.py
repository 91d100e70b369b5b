"""A worker reports that it is alive, whether it is ready, and its metrics."""

from __future__ import annotations

import aiohttp
import pytest

from streams.settings import Settings
from streams.worker.process import Worker
from tests.support.kafka import publish, running, settled

pytestmark = pytest.mark.kafka


async def ask(worker: Worker, path: str) -> tuple[int, str]:
    url = f"http://{worker.settings.http_host}:{worker.server.port}{path}"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text()


async def test_a_worker_that_has_not_joined_is_alive_and_not_ready(bare_settings: Settings) -> None:
    worker = Worker(bare_settings)
    await worker.server.start()
    try:
        assert (await ask(worker, "/livez"))[0] == 200
        status, why = await ask(worker, "/readyz")
        assert (status, "joining the group" in why) == (503, True)
        status, text = await ask(worker, "/metrics")
        assert (status, "silkwire_ready 0.0" in text) == (200, True)
    finally:
        await worker.server.stop()


async def test_a_worker_that_has_its_partitions_is_ready_and_counts(settings: Settings) -> None:
    async with running(settings) as worker:
        await publish(settings, [(b"\xff", ())])
        await settled(settings)
        assert (await ask(worker, "/readyz"))[0] == 200
        _, text = await ask(worker, "/metrics")
    assert 'silkwire_records_total{outcome="refused",stage="split"} 1.0' in text
    assert 'silkwire_lag_records{partition="0",stage="split"} 0.0' in text
    assert "/tables" not in text


async def test_nothing_of_the_data_is_served(settings: Settings) -> None:
    async with running(settings) as worker:
        for path in ("/", "/table/x/y/", "/router", "/graph"):
            assert (await ask(worker, path))[0] == 404
