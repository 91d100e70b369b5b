"""A worker under which a topic is deleted ends and names it; the advice of its message works."""

from __future__ import annotations

import asyncio
import subprocess

import pytest

from schemas.topics import ARTICLES_UNIQUE, PAGES_REPORTS
from streams.errors import TopicMissing
from streams.kafka.admin import admin
from streams.kafka.groups import describe_group
from streams.settings import Settings
from tests.faults.fleet import WORKER
from tests.support.cli import command
from tests.support.kafka import publish, running, settled, until, values
from tests.support.outside import delete_topic
from tests.support.pages import make_pages
from tests.support.processes import child

pytestmark = pytest.mark.kafka


async def test_a_worker_whose_output_topic_is_deleted_ends_and_the_advice_of_its_message_works(settings: Settings) -> None:
    await publish(settings, [(page.text.encode(), ()) for page in make_pages(3, 1, repeated=0)])
    async with running(settings) as worker:
        await settled(settings)
        await delete_topic(settings, PAGES_REPORTS)
        await worker.topics.look()  # a broker that has just started may not know all topics yet
        with pytest.raises(TopicMissing) as ended:
            await worker.topics.look()
    name = PAGES_REPORTS.full_name(settings.prefix)
    assert str(ended.value) == f"topic {name} was deleted. Run: silkwire topics apply; then: silkwire worker"
    applied = await command(settings, "topics", "apply")
    assert applied.returncode == 0, applied.stderr
    await publish(settings, [(page.text.encode(), ()) for page in make_pages(2, 2, repeated=0)])
    async with running(settings):
        await settled(settings)
    assert {report["page_offset"] for report in await values(settings, PAGES_REPORTS)} == {3, 4}


async def test_a_worker_whose_input_topic_is_deleted_ends_though_it_waits_for_its_group(settings: Settings) -> None:
    with child(WORKER, settings.environment(), stderr=subprocess.PIPE) as process:
        await until(lambda: has_joined(settings), process)
        await delete_topic(settings, ARTICLES_UNIQUE)
        assert process.stderr is not None
        said = await asyncio.to_thread(process.stderr.read)
        assert await asyncio.to_thread(process.wait) == TopicMissing.code, said.decode()
    assert f"topic {ARTICLES_UNIQUE.full_name(settings.prefix)} was deleted".encode() in said.splitlines()[-1]


async def test_a_worker_that_ends_by_a_failure_leaves_its_group_at_once(settings: Settings) -> None:
    slow = settings.model_copy(update={"session_seconds": 60.0})  # the group would wait so long for it
    with child(WORKER, slow.environment()) as process:
        await until(lambda: has_joined(slow), process)
        await delete_topic(slow, PAGES_REPORTS)
        assert await asyncio.to_thread(process.wait) == TopicMissing.code
    async with admin(slow) as client:
        assert (await describe_group(client, slow.group)).state == "Empty"


async def has_joined(settings: Settings) -> bool:
    async with admin(settings) as client:
        return len((await describe_group(client, settings.group)).assigned) == 10
