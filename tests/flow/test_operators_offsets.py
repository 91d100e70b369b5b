"""An operator moves the group: each message that stops a worker names a command, after which a worker starts."""

from __future__ import annotations

import re
import shlex
from typing import Any

import orjson
import pytest
from aiokafka import TopicPartition
from confluent_kafka import ConsumerGroupTopicPartitions
from confluent_kafka import TopicPartition as Commit
from confluent_kafka.admin import AdminClient

from schemas.topics import ARTICLES_CLEAN, CONTROL, DRAFTS, PAGES_RAW, STATES, Topic
from streams.errors import GroupRefused
from streams.kafka.admin import admin
from streams.kafka.topics import apply_topics
from streams.operate import moving
from streams.operate.moves import plan_skip
from streams.operate.positions import read_positions
from streams.operate.session import Session
from streams.settings import Settings
from tests.support.cli import Done, command
from tests.support.kafka import RawPage, places_of, publish, read, running, settled, until, values
from tests.support.outside import delete_until, forget_commits, make_again
from tests.support.pages import make_pages
from tests.support.processes import child

pytestmark = pytest.mark.kafka

TIMEOUT = 60.0

ADVICE = re.compile(r"silkwire (offsets (?:skip|replay) '[^']+' --to \d+)")


def pages(count: int, seed: int) -> list[RawPage]:
    return [(page.text.encode(), ()) for page in make_pages(count, seed, repeated=0)]


def place(settings: Settings, topic: Topic, partition: int = 0) -> TopicPartition:
    return TopicPartition(topic.full_name(settings.prefix), partition)


def client(settings: Settings) -> AdminClient:
    return AdminClient({"bootstrap.servers": settings.brokers})


def commit(settings: Settings, where: TopicPartition, offset: int) -> None:
    asked = [ConsumerGroupTopicPartitions(settings.group, [Commit(where.topic, where.partition, offset)])]
    kafka = client(settings)
    for answer in kafka.alter_consumer_group_offsets(asked).values():
        assert all(it.error is None for it in answer.result(TIMEOUT).topic_partitions)


async def work(settings: Settings, *more: RawPage, partition: int = 0) -> None:
    """Publish pages, and let a worker process all there is."""
    await publish(settings, more, partition=partition)
    async with running(settings):
        await settled(settings)


async def articles(settings: Settings) -> dict[str, int]:
    """Return the highest version of each article that was published."""
    found: dict[str, int] = {}
    for article in await values(settings, ARTICLES_CLEAN):
        found[article["article_id"]] = max(article["version"], found.get(article["article_id"], 0))
    return found


async def refused(settings: Settings, code: int, *words: str) -> str:
    """Let a worker end by itself; return the line of its log that says why."""
    done = await command(settings, "worker")
    log = done.stderr.decode().splitlines()
    assert done.returncode == code, "\n".join(log)
    (said, *_) = [line for line in log if ADVICE.search(line)] or log[-1:]
    for word in words:
        assert word in said, said
    return said


async def obey(settings: Settings, said: str) -> str:
    """Run the command that a message names, first to see what it would do, then to do it."""
    found = ADVICE.search(said)
    assert found is not None, said
    line = shlex.split(found[1])
    looked = await offsets(settings, *line[1:])
    assert f"silkwire {found[1]} --execute" in looked
    done = await offsets(settings, *line[1:], "--execute")
    if more := ADVICE.search(done):  # another partition, of which the worker has not said anything
        await obey(settings, more[0])
    else:
        assert "start the workers: silkwire worker" in done
    return looked


async def offsets(settings: Settings, *arguments: str) -> str:
    done: Done = await command(settings, "offsets", *arguments)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


async def shown(settings: Settings, name: str) -> dict[str, Any]:
    (position,) = orjson.loads(await offsets(settings, "show", name, "--json"))
    assert isinstance(position, dict)
    return position


async def add_drafts(settings: Settings, count: int, seed: int) -> None:
    """Publish the drafts of new pages, three per page, as if split had found them while dedupe was away."""
    elsewhere = settings.model_copy(update={"prefix": f"{settings.prefix}e{seed}.", "group": f"{settings.group}e{seed}"})
    async with admin(elsewhere) as kafka:
        await apply_topics(kafka, elsewhere)
    await work(elsewhere, *pages(count, seed))
    await publish(settings, [(it.value, tuple(it.headers)) for it in await read(elsewhere, DRAFTS)], DRAFTS)


async def add_unread(settings: Settings, topic: Topic, count: int, seed: int) -> None:
    """Add records of `count` pages to an input that no worker reads for now."""
    if topic is DRAFTS:
        await add_drafts(settings, count, seed)
    else:
        await publish(settings, pages(count, seed), topic)


@pytest.mark.parametrize("topic", [PAGES_RAW, DRAFTS], ids=["without state", "with state"])
async def test_after_unread_records_were_deleted_the_group_goes_on_with_the_rest(settings: Settings, topic: Topic) -> None:
    await work(settings, *pages(3, 1))
    done = (await shown(settings, f"{topic.name}[0]"))["commit"]
    await add_unread(settings, topic, 3, 2)
    lost = 3 if topic is DRAFTS else 1
    await delete_until(settings, place(settings, topic), done + lost)
    before = await shown(settings, f"{topic.name}[0]")
    said = await refused(settings, 73, f"offsets {done} to {done + lost - 1} were deleted")
    assert before["command"] in said
    assert before["command"].encode() in (await command(settings, "doctor", "--json")).stdout
    assert f"of which the log no longer has {lost}" in await obey(settings, said)
    await work(settings)
    assert len(await articles(settings)) == 5 * 3
    assert (await shown(settings, f"{topic.name}[0]"))["problem"] == ""


@pytest.mark.parametrize("topic", [PAGES_RAW, DRAFTS], ids=["without state", "with state"])
async def test_after_the_end_of_a_log_was_lost_the_group_goes_on_with_what_the_log_has(settings: Settings, topic: Topic) -> None:
    await work(settings, *pages(3, 1))
    known = await articles(settings)
    commit(settings, place(settings, topic), 500)
    await add_unread(settings, topic, 3, 2)
    said = await refused(settings, 73, "is at offset 500, but the log ends at")
    assert "the log cannot give offset 500" in await obey(settings, said)
    await work(settings, *pages(3, 3))
    now = await articles(settings)
    assert len(now) == 9 * 3
    assert {article: now[article] for article in known} == known


async def test_after_the_commits_are_gone_the_group_does_not_jump_over_deleted_records(settings: Settings) -> None:
    await work(settings, *pages(4, 1))
    await publish(settings, pages(6, 2))
    await delete_until(settings, place(settings, PAGES_RAW), 8)
    await forget_commits(settings)
    said = await refused(settings, 73, "the mark is at offset 4, and the log begins at 8")
    assert "4 records, of which the log no longer has 4" in await obey(settings, said)
    await work(settings)
    assert len(await articles(settings)) == (4 + 2) * 3


async def test_a_skip_that_was_not_completed_lets_no_worker_start_elsewhere(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await work(settings, *pages(3, 1))
    await make_again(settings, PAGES_RAW)
    await publish(settings, pages(6, 2))
    commit(settings, place(settings, PAGES_RAW), 3)  # as a worker does that has not noticed

    async def refuse(*_: object) -> None:
        raise GroupRefused("a supervisor has started a worker")

    monkeypatch.setattr(moving, "commit", refuse)
    async with Session(settings) as kafka:
        (position,) = [it for it in await read_positions(kafka) if it.place == place(settings, PAGES_RAW)]
        with pytest.raises(GroupRefused):
            await moving.execute(kafka, [plan_skip(position, "0")], {}, 0)
    await obey(settings, await refused(settings, 73, "deleted and made again"))
    await work(settings)
    assert len(await articles(settings)) == 9 * 3


@pytest.mark.parametrize("topic", [PAGES_RAW, DRAFTS], ids=["without state", "with state"])
async def test_a_topic_that_was_made_again_is_read_from_its_start(settings: Settings, topic: Topic) -> None:
    first = pages(4, 1)
    await work(settings, *first)
    known = await articles(settings)
    await make_again(settings, topic)
    said = await refused(settings, 73, "deleted and made again")
    assert ("remembers stays" in await obey(settings, said)) == (topic is DRAFTS)
    await work(settings, *first, *pages(3, 2))
    now = await articles(settings)
    assert len(now) == 7 * 3
    assert {article: now[article] for article in known} == known


async def test_what_an_operator_skips_stays_skipped_on_an_input_with_state(settings: Settings) -> None:
    await work(settings, *pages(2, 1))
    await add_drafts(settings, 2, 2)
    said = await offsets(settings, "skip", "drafts[0]", "--to", "latest", "--execute")
    assert "offsets 6 to 11 are not processed: 6 records" in said
    await work(settings, *pages(2, 3))
    await work(settings, *pages(1, 4))
    assert len(await articles(settings)) == (2 + 2 + 1) * 3
    position = await shown(settings, "drafts[0]")
    assert position["commit"] == (2 + 2 + 2 + 1) * 3
    assert (position["last_move"]["kind"], position["last_move"]["before"], position["last_move"]["offset"]) == ("skip", 6, 12)
    table = await offsets(settings, "show")
    assert "skip 6 to 12" in table


async def test_what_an_operator_has_skipped_is_processed_once_it_is_replayed(settings: Settings) -> None:
    await work(settings, *pages(2, 1))
    await add_drafts(settings, 2, 2)
    await offsets(settings, "skip", "drafts", "--to", "latest", "--execute")
    await work(settings, *pages(2, 3))
    known = await articles(settings)
    assert "does not say how it judged" in await offsets(settings, "replay", "drafts", "--to", "6", "--execute")
    await work(settings)
    now = await articles(settings)
    assert len(now) == 6 * 3
    assert {article: now[article] for article in known} == known
    await work(settings, *pages(2, 2))  # the same stories again: none is published twice
    assert await articles(settings) == now


@pytest.mark.parametrize("topic", [PAGES_RAW, DRAFTS], ids=["without state", "with state"])
async def test_a_replay_publishes_nothing_new(settings: Settings, topic: Topic) -> None:
    await work(settings, *pages(4, 1))
    known, before = await articles(settings), len(await read(settings, ARTICLES_CLEAN))
    end = (await shown(settings, f"{topic.name}[0]"))["commit"]
    said = await offsets(settings, "replay", topic.name, "--to", "earliest", "--execute")
    assert f"offsets 0 to {end - 1} are processed again: {end} records" in said
    await work(settings)
    assert await articles(settings) == known
    assert (await shown(settings, f"{topic.name}[0]"))["commit"] >= end
    assert len(await read(settings, ARTICLES_CLEAN)) == before * (2 if topic is DRAFTS else 1)


async def test_after_the_state_is_gone_the_group_goes_on_with_an_empty_one(settings: Settings) -> None:
    await work(settings, *pages(4, 1))
    for topic, until_offset in ((STATES[0], -1), (DRAFTS, 1)):
        for where in await places_of(settings, topic):
            await delete_until(settings, where, until_offset)
    await publish(settings, pages(4, 2))
    said = await refused(settings, 72, "cannot be rebuilt")
    assert "no record is left out" in await obey(settings, said)
    await work(settings)
    assert len(await articles(settings)) == 8 * 3


async def test_no_group_with_a_worker_is_moved(settings: Settings) -> None:
    await publish(settings, pages(2, 1))
    async with running(settings):
        await settled(settings)
        said = await command(settings, "offsets", "skip", "pages.raw", "--to", "latest", "--execute")
        assert said.returncode == 76
        assert b"has 1 member. Stop all workers" in said.stderr
    assert not [row for row in await read(settings, CONTROL) if row.key.startswith(b"move|")]


async def test_a_worker_that_was_killed_is_waited_for(settings: Settings) -> None:
    await work(settings, *pages(2, 1))
    with child(["-m", "streams", "worker"], settings.environment()) as worker:

        async def is_member() -> bool:
            return b"1 in group" in (await command(settings, "doctor")).stdout

        await until(is_member, worker)
    said = await command(settings, "offsets", "replay", "pages.raw[0]", "--to", "0", "--execute")
    assert said.returncode == 0, said.stderr.decode()
    assert b"waiting until 1 member of group" in said.stderr
