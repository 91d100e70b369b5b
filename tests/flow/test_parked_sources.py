"""A crawler whose pages are refused is parked; the pages of all others go on, and one command lets it go on, too."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import orjson
import pytest

from schemas.topics import PAGES_PARKED, PAGES_RAW, PAGES_REPORTS, REJECTED
from streams.operate.parked import read_sources
from streams.operate.session import Session
from streams.operate.times import format_time
from streams.operate.unparking import let_in
from streams.settings import Settings
from tests.support.cli import command
from tests.support.kafka import POLL_SECONDS, RawPage, publish, read, running, settled, until_held, values
from tests.support.outside import make_again
from tests.support.pages import make_pages

pytestmark = pytest.mark.kafka

LIMIT = 5
PAGES = [page.text for page in make_pages(20, seed=3, repeated=0)]


def sent(source: str, text: str, **fields: Any) -> RawPage:
    return orjson.dumps({"text": text, "source": source, **fields}), (("content-type", b"application/json"),)


def bad(source: str = "badcrawl") -> RawPage:
    """Return a page that is refused because of an optional field."""
    return sent(source, PAGES[0], fetched_at="")


@pytest.fixture
def limited(settings: Settings) -> Settings:
    return settings.model_copy(update={"reject_limit": LIMIT})


async def silkwire(settings: Settings, *arguments: str) -> Any:
    """Run the command as an operator would, and return its JSON."""
    done = await command(settings, *arguments, "--json")
    assert done.returncode == 0, done.stderr.decode()
    return orjson.loads(done.stdout)


async def outcomes(settings: Settings) -> Counter[tuple[str, str]]:
    return Counter((report["source"], report["outcome"]) for report in await values(settings, PAGES_REPORTS))


async def places(settings: Settings, source: str) -> dict[str, list[tuple[int, int]]]:
    """Return the first places of the pages of a source by outcome, in the order of their reports."""
    found: dict[str, list[tuple[int, int]]] = {}
    for report in await values(settings, PAGES_REPORTS):
        if report["source"] == source:
            found.setdefault(report["outcome"], []).append((report["page_partition"], report["page_offset"]))
    return found


async def test_a_bad_optional_field_of_one_crawler_in_all_partitions_stops_no_other_crawler(limited: Settings) -> None:
    for partition in range(4):
        await publish(limited, [bad()] * 12, partition=partition)
        await publish(limited, [sent("kabar", text) for text in PAGES[partition::4]], partition=partition)
    async with running(limited) as worker:
        await settled(limited)
        assert worker.problem() == ""
    assert await outcomes(limited) == {("badcrawl", "refused"): 4 * LIMIT, ("badcrawl", "parked"): 28, ("kabar", "split"): 20}
    assert len(await read(limited, PAGES_PARKED)) == 28
    assert len(await read(limited, REJECTED)) == 4 * LIMIT


async def test_a_source_stays_parked_across_restarts_until_one_command_replays_it_in_order(limited: Settings) -> None:
    await publish(limited, [bad()] * LIMIT)
    for part in (PAGES[:3], PAGES[3:6]):
        await publish(limited, [sent("badcrawl", text) for text in part])
        async with running(limited):
            await settled(limited)
    waiting = [(0, offset) for offset in range(LIMIT, LIMIT + 6)]
    assert await places(limited, "badcrawl") == {"refused": [(0, offset) for offset in range(LIMIT)], "parked": waiting}
    async with running(limited):
        (listed,) = await silkwire(limited, "resume")
        assert (listed["source"], listed["partitions"], listed["waiting"], listed["last"]) == (
            "badcrawl",
            [0],
            6,
            "page.bad_shape",
        )
        (done,) = await silkwire(limited, "resume", "badcrawl")
        assert (done["resumed"], done["replayed"]) == (True, 6)
        await publish(limited, [sent("badcrawl", PAGES[6])])
        await settled(limited)
        assert await silkwire(limited, "resume") == []
    assert (await places(limited, "badcrawl"))["split"] == [*waiting, (0, LIMIT + 12)]


async def test_a_replayed_page_has_the_ids_and_the_time_that_it_would_have_had(limited: Settings) -> None:
    await publish(limited, [bad()] * LIMIT + [sent("badcrawl", PAGES[0]), (PAGES[1].encode(), (("source", b"badcrawl"),))])
    async with running(limited):
        await settled(limited)
        await silkwire(limited, "resume", "badcrawl")
        await settled(limited)
    raw, reports = await read(limited, PAGES_RAW), await read(limited, PAGES_REPORTS)
    ids = Counter(dict(record.headers)["ce_id"] for record in reports)
    assert max(ids.values()) == 1
    split = [orjson.loads(record.value) for record in reports if b'"split"' in record.value]
    assert [(it["page_offset"], it["event_time"][:19]) for it in split] == [
        (record.offset, _rfc3339(record.timestamp)) for record in raw[LIMIT : LIMIT + 2]
    ]
    assert [(record.value, record.key) for record in raw[LIMIT + 2 :]] == [
        (record.value, record.key or None) for record in raw[LIMIT : LIMIT + 2]
    ]


def _rfc3339(time_ms: int) -> str:
    return format_time(time_ms)[:19]


async def test_many_bad_pages_need_one_resume_and_no_more(limited: Settings) -> None:
    await publish(limited, [bad()] * (4 * LIMIT) + [sent("badcrawl", PAGES[0])])
    async with running(limited):
        await settled(limited)
        await silkwire(limited, "resume", "badcrawl")
        await settled(limited)
        assert await silkwire(limited, "resume") == []
    assert await outcomes(limited) == {
        ("badcrawl", "refused"): 4 * LIMIT, ("badcrawl", "parked"): 3 * LIMIT + 1, ("badcrawl", "split"): 1
    }  # fmt: skip


async def test_dropped_pages_are_not_replayed_and_new_ones_are_let_in(limited: Settings) -> None:
    await publish(limited, [bad()] * (2 * LIMIT))
    async with running(limited):
        await settled(limited)
        (done,) = await silkwire(limited, "resume", "badcrawl", "--drop")
        assert (done["dropped"], done["replayed"]) == (LIMIT, 0)
        await publish(limited, [sent("badcrawl", PAGES[0])])
        await settled(limited)
        assert await silkwire(limited, "resume") == []
    assert await outcomes(limited) == {("badcrawl", "refused"): LIMIT, ("badcrawl", "parked"): LIMIT, ("badcrawl", "split"): 1}


async def test_a_source_can_be_resumed_while_no_worker_runs(limited: Settings) -> None:
    await publish(limited, [bad()] * LIMIT + [sent("badcrawl", PAGES[0])])
    async with running(limited):
        await settled(limited)
    (done,) = await silkwire(limited, "resume", "badcrawl")
    assert done["replayed"] == 1
    async with running(limited):
        await settled(limited)
    assert (await places(limited, "badcrawl"))["split"] == [(0, LIMIT)]


async def test_a_command_that_was_interrupted_is_shown_and_can_be_run_again(limited: Settings) -> None:
    await publish(limited, [bad()] * LIMIT + [sent("badcrawl", PAGES[0])])
    async with running(limited):
        await settled(limited)
        async with Session(limited) as kafka:
            await let_in(kafka, "badcrawl", 60)
            assert [(it.source, it.partitions, it.unfinished) for it in await read_sources(kafka)] == [("badcrawl", [], True)]
        (done,) = await silkwire(limited, "resume", "badcrawl")
        assert done["replayed"] == 1
        await settled(limited)
    assert (await places(limited, "badcrawl"))["split"] == [(0, LIMIT)]


async def test_each_worker_lets_a_source_into_its_own_partitions(limited: Settings) -> None:
    for partition in range(4):
        await publish(limited, [bad()] * LIMIT + [sent("badcrawl", text) for text in PAGES[partition::4]], partition=partition)
    async with running(limited), running(limited):
        await settled(limited)
        (done,) = await silkwire(limited, "resume", "badcrawl")
        assert (done["partitions"], done["replayed"]) == ([0, 1, 2, 3], 20)
        await settled(limited)
        assert await silkwire(limited, "resume") == []
    waiting = [(partition, offset) for partition in range(4) for offset in range(LIMIT, LIMIT + 5)]
    assert sorted((await places(limited, "badcrawl"))["split"]) == waiting


async def test_a_source_is_not_parked_in_a_topic_that_was_made_again(limited: Settings) -> None:
    await publish(limited, [bad()] * (LIMIT + 2))
    async with running(limited):
        await settled(limited)
    await make_again(limited, PAGES_RAW)
    raw = PAGES_RAW.full_name(limited.prefix)
    moved = await command(limited, "offsets", "skip", "pages.raw", "--to", "earliest", "--execute")
    assert moved.returncode == 0, moved.stderr.decode()
    async with Session(limited) as kafka:
        assert [park for it in await read_sources(kafka) for park in it.parks if park.topic == raw] == []
    await publish(limited, [bad()] * (LIMIT - 1) + [sent("badcrawl", text) for text in PAGES[:LIMIT]])
    async with running(limited):
        await settled(limited)
    assert (await outcomes(limited))["badcrawl", "split"] == LIMIT


async def test_the_257th_source_pauses_its_partition(settings: Settings) -> None:
    one = settings.model_copy(update={"reject_limit": 1})
    await publish(one, [bad(f"s{number}") for number in range(256)])
    await publish(one, [sent("kabar", PAGES[0])])
    async with running(one) as worker:
        await settled(one)
        assert worker.problem() == ""
        await publish(one, [bad("s256"), sent("kabar", PAGES[1])])
        assert "[0]" in await until_held(worker)
        (held, *parked) = await silkwire(one, "resume")
        assert (held["kind"], held["offset"], len(parked)) == ("hold", 258, 256)
        await silkwire(one, "resume", "pages.raw[0]")
        while (await outcomes(one))["kabar", "split"] != 2:
            await asyncio.sleep(POLL_SECONDS)
