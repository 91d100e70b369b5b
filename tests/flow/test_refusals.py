"""What a worker does when going on would lose records or change verdicts: it ends, and says why."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from aiokafka import TopicPartition

from schemas.codec import encode
from schemas.state import StateRow
from schemas.topics import ARTICLES_CLEAN, DRAFTS, PAGES_RAW, STATES
from streams.settings import Settings
from tests.support.kafka import places_of, publish, running, settled, values
from tests.support.outside import delete_until
from tests.support.pages import make_pages

pytestmark = pytest.mark.kafka


def pages(count: int, seed: int) -> list[tuple[bytes | None, tuple[tuple[str, bytes], ...]]]:
    return [(page.text.encode(), ()) for page in make_pages(count, seed, repeated=0)]


def ended(settings: Settings) -> subprocess.CompletedProcess[bytes]:
    """Run a worker process until it ends by itself."""
    variables = settings.environment()
    command = [sys.executable, "-m", "streams", "worker"]
    return subprocess.run(command, env=os.environ | variables, capture_output=True, check=False)


async def test_records_that_retention_deleted_unread_are_not_passed_over(settings: Settings) -> None:
    await publish(settings, pages(5, 1))
    async with running(settings):
        await settled(settings)
    await publish(settings, pages(5, 2))
    await delete_until(settings, TopicPartition(PAGES_RAW.full_name(settings.prefix), 0), 8)
    done = ended(settings)
    assert done.returncode == 73, done.stderr.decode()
    assert b"offsets 5 to 7 were deleted before they were processed" in done.stderr


async def test_a_state_topic_of_another_algorithm_stops_the_worker(settings: Settings) -> None:
    foreign = encode(StateRow(offset=0, index=0, arrival=0, algorithm="minhash:9"))
    for place in await places_of(settings, STATES[0]):
        await publish(settings, [(foreign, ())], STATES[0], place.partition)
    await publish(settings, pages(1, 3))
    done = ended(settings)
    assert done.returncode == 72, done.stderr.decode()


async def test_a_state_that_was_cut_is_rebuilt_from_the_input(settings: Settings) -> None:
    first = pages(4, 4)
    await publish(settings, first)
    async with running(settings):
        await settled(settings)
    for place in await places_of(settings, STATES[0]):
        await delete_until(settings, place, -1)
    await publish(settings, [*first, *pages(2, 5)])
    async with running(settings):
        await settled(settings)
    clean = await values(settings, ARTICLES_CLEAN)
    published = {article["article_id"] for article in clean}
    assert len(published) == 6 * 3
    assert {article["version"] for article in clean} == {1}


async def test_a_worker_whose_state_is_gone_and_input_is_cut_does_not_guess(settings: Settings) -> None:
    await publish(settings, pages(4, 6))
    async with running(settings):
        await settled(settings)
    for topic, until_offset in ((STATES[0], -1), (DRAFTS, 1)):
        for place in await places_of(settings, topic):
            await delete_until(settings, place, until_offset)
    await publish(settings, pages(4, 7))
    done = ended(settings)
    assert done.returncode == 72, done.stderr.decode()
    assert b"cannot be rebuilt" in done.stderr
