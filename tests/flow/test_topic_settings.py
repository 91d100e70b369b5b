"""Settings of topics on a real Kafka: the operator's stay, wrong ones are corrected, and dangerous ones stop a worker."""

from __future__ import annotations

import shlex
from itertools import pairwise
from typing import Any

import orjson
import pytest

from schemas.topics import ARTICLES_CLEAN, CONTROL, DRAFTS, FX_RATES, PAGES_RAW, STATES, Topic
from streams.kafka.admin import NewTopic, admin
from streams.settings import Settings
from tests.support.cli import command
from tests.support.kafka import publish, running, settled, until, values
from tests.support.outside import delete_topic
from tests.support.pages import PAGE

pytestmark = pytest.mark.kafka

Values = dict[str, str]


async def configured(settings: Settings, topic: Topic) -> Values:
    async with admin(settings) as client:
        (config,) = (await client.configs([topic.full_name(settings.prefix)])).values()
    return config


async def set_by_hand(settings: Settings, topic: Topic, changes: Values) -> None:
    """Change settings of a topic as an operator does with Kafka's own tools; return once the broker reports them."""
    async with admin(settings) as client:
        await client.alter({topic.full_name(settings.prefix): changes})

    async def seen() -> bool:
        return changes.items() <= (await configured(settings, topic)).items()

    await until(seen)


async def rows(settings: Settings, verb: str) -> dict[str, dict[str, Any]]:
    done = await command(settings, "topics", verb, "--json")
    assert done.returncode == 0, done.stderr
    return {row["topic"].removeprefix(settings.prefix): row for row in orjson.loads(done.stdout)}


async def test_apply_changes_what_is_wrong_and_no_other_setting(settings: Settings) -> None:
    chosen = {
        "compression.type": "zstd", "segment.bytes": "2097152", "unclean.leader.election.enable": "false",
        "retention.bytes": "1000000000", "retention.ms": "99000000000",
    }  # fmt: skip
    await set_by_hand(settings, ARTICLES_CLEAN, chosen | {"max.message.bytes": "1000000", "message.timestamp.type": "CreateTime"})
    before = await configured(settings, ARTICLES_CLEAN)
    changes = [
        {"setting": "max.message.bytes", "before": "1000000", "after": "12582912"},
        {"setting": "message.timestamp.type", "before": "CreateTime", "after": "LogAppendTime"},
    ]
    shown = await rows(settings, "show")
    assert (shown["articles.clean.v1"]["status"], shown["articles.clean.v1"]["changes"]) == ("differs", changes)
    applied = await rows(settings, "apply")
    assert (applied["articles.clean.v1"]["status"], applied["articles.clean.v1"]["changes"]) == ("ok", changes)
    corrected = {"max.message.bytes": "12582912", "message.timestamp.type": "LogAppendTime"}
    assert await configured(settings, ARTICLES_CLEAN) == before | corrected
    after = await rows(settings, "show")
    assert {(row["status"], len(row["changes"])) for row in after.values()} == {("ok", 0)}
    assert {name for name, row in applied.items() if row["changes"]} == {"articles.clean.v1"}


async def test_the_tables_of_show_and_apply_have_each_value_before_and_after(settings: Settings) -> None:
    await set_by_hand(settings, DRAFTS, {"retention.ms": "60000"})
    for verb in ("show", "apply"):
        done = await command(settings, "topics", verb)
        assert {"60000", "604800000"} <= set(done.stdout.decode().split()), done.stdout
    assert b"0 of 14 topics created, 1 altered" in done.stdout


async def test_what_keeps_more_or_accepts_more_is_the_operators_right(settings: Settings) -> None:
    await set_by_hand(settings, PAGES_RAW, {"retention.ms": "-1", "max.message.bytes": "20000000"})
    await set_by_hand(settings, ARTICLES_CLEAN, {"cleanup.policy": "compact", "retention.ms": "99000000000"})
    held = await configured(settings, PAGES_RAW)
    shown = await rows(settings, "apply")
    assert {row["status"] for row in shown.values()} == {"ok"}
    assert "retention.ms: -1, the registry has 604800000" in shown["pages.raw.v1"]["detail"]
    assert await configured(settings, PAGES_RAW) == held
    found = {row["name"]: row["health"] for row in orjson.loads((await command(settings, "doctor", "--json")).stdout)}
    assert found["topics"] == "ok"
    await publish(settings, [(PAGE.encode(), ())])
    async with running(settings):
        await settled(settings)
    assert await values(settings, ARTICLES_CLEAN)


async def follow(settings: Settings, advice: str) -> None:
    """Run the command that a message names. Kafka's own tool, which only sets settings, is replaced by the same request."""
    program, *arguments = shlex.split(advice)
    if program == "silkwire":
        assert (await command(settings, *arguments)).returncode == 0
        return
    assert program == "kafka-configs"
    options = dict(pairwise(arguments))
    setting, _, value = options["--add-config"].partition("=")
    (topic,) = [it for it in (PAGES_RAW, DRAFTS, *STATES) if it.full_name(settings.prefix) == options["--topic"]]
    await set_by_hand(settings, topic, {setting: value})


@pytest.mark.parametrize(
    ("topic", "setting", "value", "remedy"),
    [
        (PAGES_RAW, "message.timestamp.type", "CreateTime", "silkwire topics apply"),
        (STATES[1], "message.timestamp.type", "CreateTime", "silkwire topics apply"),
        (STATES[0], "max.message.bytes", "200000", "silkwire topics apply"),
        (STATES[0], "cleanup.policy", "compact,delete", "silkwire topics apply"),
        (PAGES_RAW, "cleanup.policy", "compact", "kafka-configs"),
    ],
    ids=lambda it: it.name if isinstance(it, Topic) else str(it),
)
async def test_what_makes_results_wrong_stops_a_worker_until_its_advice_is_followed(
    settings: Settings, topic: Topic, setting: str, value: str, remedy: str
) -> None:
    await publish(settings, [(PAGE.encode(), ())], key=b"1")
    await set_by_hand(settings, topic, {setting: value})
    ended = await command(settings, "worker")
    assert ended.returncode == 70, ended.stderr
    (message,) = [orjson.loads(line)["message"] for line in ended.stderr.splitlines()]
    assert message.startswith(f"topic {topic.full_name(settings.prefix)} has {setting}={value}: ")
    advice = message.rpartition("Run: ")[2]
    assert advice.startswith(remedy)
    found = {row["name"]: row for row in orjson.loads((await command(settings, "doctor", "--json")).stdout)}
    assert found["topics"]["health"] == "bad"
    await follow(settings, advice)
    async with running(settings):
        await settled(settings)
    assert await values(settings, ARTICLES_CLEAN)


READ_ONLY = (
    ["status", "--sample", "0.1"],
    ["tail", "articles.clean", "--from-start", "--count", "1"],
    ["rates"],
    ["rejected", "list"],
    ["rejected", "show", "0:0"],
    ["topics", "show"],
    ["resume"],
)


async def test_no_command_that_reads_refuses_because_of_what_stops_a_worker(settings: Settings) -> None:
    await publish(settings, [(PAGE.encode(), ()), (b"\xff", ())], partition=0)
    async with running(settings):
        await settled(settings)
    await set_by_hand(settings, PAGES_RAW, {"cleanup.policy": "compact", "message.timestamp.type": "CreateTime"})
    await set_by_hand(settings, STATES[0], {"max.message.bytes": "1000"})
    async with admin(settings) as client:
        await client.grow({DRAFTS.full_name(settings.prefix): 2, PAGES_RAW.full_name(settings.prefix): 5})
    assert (await command(settings, "worker")).returncode == 70
    for arguments in READ_ONLY:
        done = await command(settings, *arguments)
        assert done.returncode == 0, (arguments, done.stderr)
    assert (await command(settings, "doctor")).returncode == 80


async def test_a_command_refuses_only_where_the_topic_that_it_needs_is_missing(settings: Settings) -> None:
    await delete_topic(settings, CONTROL)
    refused = await command(settings, "resume")
    assert refused.returncode == 70
    assert f"topic {CONTROL.full_name(settings.prefix)} is missing. Run: silkwire topics apply" in refused.stderr.decode()
    assert (await command(settings, "rates")).returncode == 0
    await follow(settings, "silkwire topics apply")
    assert (await command(settings, "resume")).returncode == 0


async def test_a_topic_that_was_made_by_hand_with_kafkas_defaults_is_corrected(bare_settings: Settings) -> None:
    async with admin(bare_settings) as client:
        await client.create([NewTopic(FX_RATES.full_name(bare_settings.prefix), 1, 1)])
    applied = await rows(bare_settings, "apply")
    assert [it["setting"] for it in applied["fx.rates.v1"]["changes"]] == ["cleanup.policy", "message.timestamp.type"]
    assert (await configured(bare_settings, FX_RATES))["cleanup.policy"] == "compact"
