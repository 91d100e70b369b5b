"""Doctor and status on a real Kafka: each fault is found, with its remedy."""

from __future__ import annotations

import signal
import subprocess
from typing import Any

import orjson
import pytest

from schemas.codec import encode
from schemas.state import StateRow
from schemas.topics import PAGES_RAW, STATES, TICKS_RAW
from streams.kafka.admin import Admin, NewTopic, admin
from streams.kafka.topics import apply_topics, compare
from streams.settings import Settings
from tests.support.cli import command
from tests.support.kafka import publish, running, settled, until, until_held
from tests.support.pages import PAGE
from tests.support.processes import child

pytestmark = pytest.mark.kafka


async def doctor(settings: Settings, *arguments: str) -> tuple[int, dict[str, dict[str, str]]]:
    done = await command(settings, "doctor", "--json", *arguments)
    return done.returncode, {row["name"]: row for row in orjson.loads(done.stdout)}


async def status(settings: Settings) -> dict[str, Any]:
    done = await command(settings, "status", "--json", "--sample", "0.5")
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = orjson.loads(done.stdout)
    return seen


async def test_a_working_flow_is_healthy_and_its_status_says_so(settings: Settings) -> None:
    await publish(settings, [(PAGE.encode(), ()), (b"caf\xe9", ())])
    async with running(settings):
        await settled(settings)
        code, found = await doctor(settings)
        seen = await status(settings)
    assert (code, {row["health"] for row in found.values()} - {"ok"}) == (0, {"warn"})
    assert (found["rejections"]["health"], found["rejections"]["what"][:2]) == ("warn", "1 ")
    assert (seen["group"]["state"], len(seen["group"]["workers"])) == ("Stable", 1)
    rows = {row["stage"]: row for row in seen["stages"]}
    assert {(row["lag_records"], row["assigned"] == row["partitions"]) for row in rows.values()} == {(0, True)}
    assert rows["split"]["last_refused"]["reason"] == "page.not_utf8"
    assert rows["enrich"]["last_refused"] is None


def test_status_goes_on_until_ctrl_c_where_it_is_asked_to(settings: Settings) -> None:
    watch = ["-m", "streams", "status", "--watch", "--json", "--sample", "0.1"]
    with child(watch, settings.environment(), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        one, other = (orjson.loads(process.stdout.readline()) for _ in range(2))
        process.send_signal(signal.SIGINT)
        assert process.wait() == 130
    assert one["stages"] == other["stages"]


async def test_pages_that_nobody_works_on_are_lag_and_the_remedy_is_a_worker(settings: Settings) -> None:
    await publish(settings, [(PAGE.encode(), ())] * 3, partition=1)
    code, found = await doctor(settings)
    assert (code, found["workers"]["health"], found["workers"]["mend"]) == (80, "bad", "silkwire worker")
    split = (await status(settings))["stages"][0]
    assert (split["stage"], split["lag_records"], split["assigned"]) == ("split", 3, 0)
    assert split["lag_seconds"] > 0


async def test_a_partition_on_hold_is_found_and_the_remedy_is_resume(settings: Settings) -> None:
    limited = settings.model_copy(update={"reject_limit": 5})
    await publish(limited, [(b"caf\xe9", ())] * 9, partition=3)
    async with running(limited) as worker:
        await until_held(worker)
        code, found = await doctor(limited)
        seen = await status(limited)
    assert (code, found["held partitions"]["health"], "silkwire resume" in found["held partitions"]["mend"]) == (80, "bad", True)
    (hold,) = seen["held"]
    assert (hold["topic"], hold["partition"], hold["offset"]) == (PAGES_RAW.full_name(settings.prefix), 3, 5)
    assert (seen["stages"][0]["held"], seen["stages"][0]["lag_records"]) == (1, 4)


async def found_are(client: Admin, settings: Settings, wanted: set[str]) -> bool:
    return {finding.status for finding in await compare(client, settings)} == wanted


async def test_missing_topics_are_named_and_nothing_else_is_guessed(bare_settings: Settings) -> None:
    code, found = await doctor(bare_settings)
    assert (code, found["topics"]["mend"]) == (80, "silkwire topics apply")
    assert "state" not in found


async def test_topics_that_differ_and_strangers_are_found(settings: Settings) -> None:
    raw, stranger = PAGES_RAW.full_name(settings.prefix), f"{settings.prefix}payments"
    wrong = {"max.message.bytes": "1000", "retention.ms": "60000", "min.insync.replicas": "3"}
    async with admin(settings) as client:
        await client.alter({raw: wrong})
        await client.create([NewTopic(stranger, 1, 1)])
        await until(lambda: found_are(client, settings, {"ok", "differs"}))
    code, found = await doctor(settings)
    assert (code, found["topics"]["health"], found["topics"]["mend"]) == (0, "warn", "silkwire topics apply")
    for word in ("max.message.bytes: 1000", "retention.ms: 60000", "min.insync.replicas: 3 -> 1"):
        assert word in found["topics"]["what"]
    assert stranger in found["other topics"]["what"]
    assert (await doctor(settings, "--strict"))[0] == 80


async def test_applying_the_registry_keeps_the_durability_of_a_topic(settings: Settings) -> None:
    async with admin(settings) as client:
        await client.alter({TICKS_RAW.full_name(settings.prefix): {"min.insync.replicas": "1", "max.message.bytes": "1000"}})
        await until(lambda: found_are(client, settings, {"ok", "differs"}))
        await apply_topics(client, settings)
        await until(lambda: found_are(client, settings, {"ok"}))
        assert await found_are(client, settings, {"ok"})


async def test_state_of_another_algorithm_is_found_before_a_worker_stops_at_it(settings: Settings) -> None:
    foreign = encode(StateRow(offset=0, index=0, arrival=0, algorithm="minhash:9"))
    await publish(settings, [(foreign, ())], STATES[0])
    code, found = await doctor(settings)
    assert (code, found["state"]["health"]) == (80, "bad")
    assert f"{STATES[0].full_name(settings.prefix)}[0] is of minhash:9" in found["state"]["what"]
