"""A position that the log does not have ends the worker; a position that the broker forgot is known from elsewhere."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys

import pytest
from aiokafka import TopicPartition
from faust.types import TP

from schemas.topics import DRAFTS, PAGES_RAW, PAGES_REPORTS, Topic
from streams.kafka.admin import Admin, admin
from streams.kafka.groups import commit, committed, describe_group
from streams.settings import Settings
from streams.transport.positioning import log as positions_log
from tests.faults.fleet import WORKER
from tests.support.kafka import publish, read, running, settled, until, values
from tests.support.outside import delete_until, forget_commits, make_again
from tests.support.pages import make_pages
from tests.support.processes import child

pytestmark = pytest.mark.kafka

TRUNCATED = 73

Pages = list[tuple[bytes | None, tuple[tuple[str, bytes], ...]]]


def pages(count: int, seed: int) -> Pages:
    return [(page.text.encode(), ()) for page in make_pages(count, seed, repeated=0)]


def place_of(settings: Settings, topic: Topic) -> TopicPartition:
    return TopicPartition(topic.full_name(settings.prefix), 0)


async def ended(settings: Settings) -> subprocess.CompletedProcess[bytes]:
    """Run a worker process until it ends by itself."""
    command = [sys.executable, *WORKER]
    variables = os.environ | settings.environment()
    return await asyncio.to_thread(subprocess.run, command, env=variables, capture_output=True, check=False)


async def worked(settings: Settings, count: int, seed: int = 1) -> None:
    """Let a worker process some pages, and stop it in good order."""
    await publish(settings, pages(count, seed))
    async with running(settings):
        await settled(settings)


async def reported(settings: Settings) -> list[int]:
    """Return the offsets of the pages that split has reported, in order."""
    return sorted(report["page_offset"] for report in await values(settings, PAGES_REPORTS))


@pytest.mark.parametrize("topic", [PAGES_RAW, DRAFTS], ids=["without state", "with state"])
async def test_a_commit_after_the_end_of_the_log_ends_the_worker(settings: Settings, topic: Topic) -> None:
    await worked(settings, 4)
    place = place_of(settings, topic)
    async with admin(settings) as client:
        await commit(client, settings.group, {place: 500})
    done = await ended(settings)
    assert done.returncode == TRUNCATED, done.stderr.decode()
    assert b"the commit is at offset 500, but the log ends at" in done.stderr
    async with admin(settings) as client:
        assert (await committed(client, settings.group))[place] == 500


async def test_a_topic_that_is_made_again_under_a_worker_ends_it(settings: Settings) -> None:
    await publish(settings, pages(6, 1))
    with child(WORKER, settings.environment(), stderr=subprocess.PIPE) as process:
        await settled(settings, process)
        await make_again(settings, PAGES_RAW)
        await publish(settings, pages(2, 2))
        assert process.stderr is not None
        said = await asyncio.to_thread(process.stderr.read)
        assert await asyncio.to_thread(process.wait) == TRUNCATED, said.decode()
    assert b"made again" in said


async def test_a_topic_that_is_made_again_while_no_worker_runs_is_not_taken_for_the_old_one(settings: Settings) -> None:
    await worked(settings, 3)
    await make_again(settings, PAGES_RAW)
    await publish(settings, pages(6, 2))
    done = await ended(settings)
    assert done.returncode == TRUNCATED, done.stderr.decode()
    assert b"the topic was deleted and made again" in done.stderr


@pytest.mark.parametrize("topic", [PAGES_RAW, DRAFTS], ids=["mark", "checkpoint"])
async def test_without_commits_unread_records_that_are_gone_end_the_worker(settings: Settings, topic: Topic) -> None:
    await worked(settings, 3)
    place = place_of(settings, topic)
    async with admin(settings) as client:
        done_until = (await committed(client, settings.group))[place]
        await publish(settings, pages(2, 2) if topic is PAGES_RAW else [(b"{}", ())] * 2, topic)
        await delete_until(settings, place, done_until + 1)
    await forget_commits(settings)
    ended_with = await ended(settings)
    assert ended_with.returncode == TRUNCATED, ended_with.stderr.decode()
    lost = b"were deleted, and may be unprocessed" if topic is PAGES_RAW else b"were deleted before they were processed"
    assert b"offsets %d to %d %s" % (done_until, done_until, lost) in ended_with.stderr


async def test_without_commits_a_group_goes_on_where_it_was(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    await worked(settings, 3)
    before = await committed_by(settings)
    await forget_commits(settings)
    await publish(settings, pages(2, 2))
    with caplog.at_level(logging.WARNING, positions_log.name):
        async with running(settings):
            await settled(settings)
    assert await reported(settings) == [0, 1, 2, 3, 4]
    said = [record.getMessage() for record in caplog.records if record.name == positions_log.name]
    drafts, raw = place_of(settings, DRAFTS), place_of(settings, PAGES_RAW)
    assert len(said) == 1
    assert f"{raw.topic}[0] at offset 3, by its mark" in said[0]
    assert f"{drafts.topic}[0] at offset {before[drafts]}, by its checkpoint" in said[0]


async def committed_by(settings: Settings) -> dict[TopicPartition, int]:
    async with admin(settings) as client:
        return await committed(client, settings.group)


async def test_a_new_group_on_a_log_that_has_expired_waits_for_nothing(settings: Settings) -> None:
    await publish(settings, pages(4, 1))
    place = place_of(settings, PAGES_RAW)
    async with admin(settings) as client:
        await delete_until(settings, place, -1)
        async with running(settings) as worker:
            consumer = worker.application.consumer
            await until(lambda: has_commit(client, settings, place, 4))

            async def is_idle() -> bool:  # as the watchdog asks
                await worker.broker.look([TP(*place)])
                return consumer.lags(worker.broker.ends)[TP(*place)] == 0 and consumer.last_progress(17.0) == 17.0

            await until(is_idle)


async def has_commit(client: Admin, settings: Settings, place: TopicPartition, offset: int) -> bool:
    return (await committed(client, settings.group)).get(place) == offset


async def test_a_stage_with_state_begins_where_an_expired_log_begins(settings: Settings) -> None:
    await publish(settings, [(b"{}", ())] * 6, DRAFTS)
    await delete_until(settings, place_of(settings, DRAFTS), -1)
    for seed in (0, 1, 2):
        async with running(settings):
            if seed:
                await publish(settings, pages(2, seed))
                await settled(settings)
    assert await reported(settings) == [0, 1, 2, 3]


async def test_unread_records_that_are_gone_end_the_worker_though_nothing_new_comes(settings: Settings) -> None:
    await worked(settings, 2)
    await publish(settings, pages(3, 2))
    await delete_until(settings, place_of(settings, PAGES_RAW), -1)
    done = await ended(settings)
    assert done.returncode == TRUNCATED, done.stderr.decode()
    assert b"offsets 2 to 4 were deleted before they were processed" in done.stderr


async def test_partitions_that_never_had_a_record_have_a_commit(settings: Settings) -> None:
    async with running(settings), admin(settings) as client:
        group = await describe_group(client, settings.group)

        async def all_have() -> bool:
            return dict.fromkeys(group.assigned, 0) == await committed(client, settings.group)

        assert len(group.assigned) == 10
        await until(all_have)


async def test_a_group_without_commits_does_not_read_its_input_again(settings: Settings) -> None:
    await worked(settings, 3)
    drafts = len(await read(settings, DRAFTS))
    await forget_commits(settings)
    async with running(settings), admin(settings) as client:
        await until(lambda: has_commit(client, settings, place_of(settings, PAGES_RAW), 3))
        await settled(settings)
    assert (await reported(settings), len(await read(settings, DRAFTS))) == ([0, 1, 2], drafts)
