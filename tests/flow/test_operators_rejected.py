"""Operators and refused records on a real Kafka: list, show, replay with proof, purge."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiokafka import AIOKafkaProducer

from agents.stage import Record
from schemas.rejection import Reason, Rejection
from schemas.topics import ARTICLES_CLEAN, PAGES_RAW, REJECTED
from streams.dead_letter import dead_letter_record
from streams.settings import Settings
from tests.support.cli import Done, assert_one_line, command
from tests.support.harmful import NASTY, harmful
from tests.support.kafka import publish, read, running, settled
from tests.support.pages import PAGE

pytestmark = pytest.mark.kafka

BAD = b"caf\xe9 and more"
PATIENTLY = ("--wait", "600")


def rows(done: Done) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in done.stdout.splitlines()]


async def refuse(settings: Settings, value: bytes, partition: int = 0, detail: str = "of an older release") -> None:
    """Leave on rejected.v1 what a stage of an older release would have left."""
    cause = Record(PAGES_RAW.full_name(settings.prefix), partition, 7, 0, b"k", value, (("source", b"kabar"),))
    topic, _, key, kept, headers = dead_letter_record(settings.prefix, "split", cause, Rejection(Reason.BUG, detail))
    producer = AIOKafkaProducer(bootstrap_servers=settings.brokers)
    await producer.start()
    await producer.send_and_wait(topic, kept, key=key, headers=headers)
    await producer.stop()


async def test_a_record_that_passes_now_is_sent_again_and_proven(settings: Settings) -> None:
    await refuse(settings, PAGE.encode(), partition=2)
    async with running(settings):
        done = await command(settings, "rejected", "replay", "--reason", "bug", "--json", *PATIENTLY)
        await settled(settings)
    assert done.returncode == 0, done.stderr
    (row,) = rows(done)
    assert (row["status"], row["outputs"]["drafts"]) == ("passed", 1)
    assert row["sent_to"] == {"topic": PAGES_RAW.full_name(settings.prefix), "partition": 2, "offset": 0}
    (raw,) = await read(settings, PAGES_RAW)
    assert (raw.key, raw.value, dict(raw.headers)["source"], dict(raw.headers)["silkwire-replays"]) == (
        b"k", PAGE.encode(), b"kabar", b"1",
    )  # fmt: skip
    assert len(await read(settings, ARTICLES_CLEAN)) == 1


async def test_a_record_that_is_refused_still_is_not_sent(settings: Settings) -> None:
    await publish(settings, [(BAD, ())])
    async with running(settings):
        await settled(settings)
        done = await command(settings, "rejected", "replay", "--all", "--json")
    assert done.returncode == 81
    (row,) = rows(done)
    assert (row["status"], row["now_mend"], row["sent_to"]) == ("not sent", Reason.PAGE_NOT_UTF8.remedy, None)
    assert len(await read(settings, PAGES_RAW)) == 1


async def test_a_replay_that_is_refused_again_is_proven_and_never_loops(settings: Settings) -> None:
    await publish(settings, [(BAD, ())])
    async with running(settings):
        await settled(settings)
        forced = await command(settings, "rejected", "replay", "--all", "--anyway", "--json", *PATIENTLY)
        again = await command(settings, "rejected", "replay", "--all", "--json")
        old = await command(settings, "rejected", "replay", rows(forced)[0]["id"], "--json")
    assert (forced.returncode, rows(forced)[0]["status"]) == (81, "refused again")
    for done in (again, old):
        (row,) = rows(done)
        assert (done.returncode, row["status"], "refused again under" in row["why"]) == (81, "not sent", True)
    assert len(await read(settings, PAGES_RAW)) == 2
    assert len(await read(settings, REJECTED)) == 2


async def test_without_a_worker_a_replay_is_sent_and_said_to_be_unconfirmed(settings: Settings) -> None:
    await refuse(settings, PAGE.encode())
    dry = await command(settings, "rejected", "replay", "--all", "--dry-run", "--json")
    assert (dry.returncode, rows(dry)[0]["status"]) == (0, "would pass")
    assert await read(settings, PAGES_RAW) == []
    done = await command(settings, "rejected", "replay", "--all", "--json")
    assert (done.returncode, rows(done)[0]["status"]) == (82, "not confirmed")
    assert b"no worker of group" in done.stderr
    assert len(await read(settings, PAGES_RAW)) == 1


async def test_refused_records_are_listed_by_filter_and_counted(settings: Settings) -> None:
    await publish(settings, [(BAD, (("source", b"kabar"),)), (b" ", (("source", b"tuz"),))])
    async with running(settings):
        await settled(settings)
    listed = rows(await command(settings, "rejected", "list", "--json", "--source", "tuz", "--since", "1h"))
    assert [(row["reason"], row["source"], row["offset"]) for row in listed] == [("page.blank", "tuz", 1)]
    assert rows(await command(settings, "rejected", "list", "--json", "--until", "1h")) == []
    table = (await command(settings, "rejected", "list")).stdout.decode()
    assert "2 refused records" in table
    assert "page.not_utf8" in table


@pytest.mark.parametrize("form", [[], ["--json"]])
async def test_a_hostile_record_is_listed_and_shown_harmlessly(settings: Settings, form: list[str], tmp_path: Path) -> None:
    hostile = f"{NASTY}\nnext line".encode()
    await refuse(settings, hostile, detail=NASTY)
    (row,) = rows(await command(settings, "rejected", "list", "--json"))
    copy = tmp_path / "original"
    for arguments in (["list"], ["show", row["id"], "--save", str(copy)], ["replay", row["id"], "--dry-run"]):
        done = await command(settings, "rejected", *arguments, *form)
        assert not harmful(done.stdout.decode()), arguments
        assert not harmful(done.stderr.decode()), arguments
    assert copy.read_bytes() == hostile


async def test_purge_asks_and_deletes_what_it_said(settings: Settings) -> None:
    await refuse(settings, b"one")
    await refuse(settings, b"two")
    refusing = await command(settings, "rejected", "purge", "--all")
    assert refusing.returncode == 2
    assert b"2 records in all" in refusing.stderr
    assert b"--yes" in refusing.stderr
    assert rows(await command(settings, "rejected", "purge", "--before", "1h", "--yes", "--json"))[0]["deleted"] == 0
    assert len(await read(settings, REJECTED)) == 2
    assert rows(await command(settings, "rejected", "purge", "--all", "--yes", "--json"))[0]["deleted"] == 2
    assert await read(settings, REJECTED) == []


@pytest.mark.parametrize(("answer", "code", "left"), [(b"n\n", 1, 1), (b"y\n", 0, 0)])
async def test_purge_at_a_terminal_does_as_it_is_answered(settings: Settings, answer: bytes, code: int, left: int) -> None:
    await refuse(settings, b"one")
    ours, theirs = os.openpty()
    purge = [sys.executable, "-m", "streams", "rejected", "purge", "--all"]
    environment = {**os.environ, **settings.environment()}
    process = await asyncio.create_subprocess_exec(
        *purge, stdin=theirs, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL, env=environment
    )
    os.write(ours, answer)
    assert await process.wait() == code
    os.close(ours)
    os.close(theirs)
    assert len(await read(settings, REJECTED)) == left


async def test_a_record_that_is_not_there_is_said_so(settings: Settings) -> None:
    for record, words in (("0:9", ["no rejected record 0:9", "it is empty"]), ("9:0", ["partitions 0 to 3"])):
        assert_one_line(await command(settings, "rejected", "show", record), 2, *words)
