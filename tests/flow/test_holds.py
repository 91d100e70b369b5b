"""A topic of bad records is not poured away: its partition is held, across restarts, until someone resumes it."""

from __future__ import annotations

import asyncio

import orjson
import pytest
from typer.testing import CliRunner

from schemas.topics import ARTICLES_CLEAN, PAGES_RAW, REJECTED
from streams.cli import app
from streams.settings import Settings
from tests.support.kafka import POLL_SECONDS, publish, read, running, settled, until_held, values
from tests.support.pages import make_pages

pytestmark = pytest.mark.kafka

LIMIT = 20
RESTARTS = 3
BAD = (b"\xff\xfe", ())


def silkwire(settings: Settings, *arguments: str) -> str:
    """Run the command as an operator would."""
    variables = settings.environment()
    result = CliRunner().invoke(app, list(arguments), env=variables)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def limited(settings: Settings) -> Settings:
    return settings.model_copy(update={"reject_limit": LIMIT})


async def test_a_topic_of_bad_records_is_held_at_the_limit_across_restarts(limited: Settings) -> None:
    await publish(limited, [BAD] * 500)
    for _ in range(RESTARTS):
        async with running(limited) as worker:
            problem = await until_held(worker)
        assert f"{PAGES_RAW.full_name(limited.prefix)}[0]" in problem
    assert len(await read(limited, REJECTED)) == LIMIT


async def test_the_other_partitions_go_on_and_the_held_one_does_once_it_is_resumed(limited: Settings) -> None:
    pages = [(page.text.encode(), ()) for page in make_pages(3, seed=1, repeated=0)]
    await publish(limited, [BAD] * LIMIT + pages, partition=0)
    async with running(limited) as worker:
        await until_held(worker)
        await publish(limited, pages, partition=1)
        while not await values(limited, ARTICLES_CLEAN):
            await asyncio.sleep(POLL_SECONDS)
        listed = orjson.loads(await asyncio.to_thread(silkwire, limited, "resume", "--json"))
        assert [(hold["partition"], hold["offset"], hold["last"], hold["resumed"]) for hold in listed] == [
            (0, LIMIT, "page.not_utf8", False)
        ]
        assert "resumed" in await asyncio.to_thread(silkwire, limited, "resume", "--all")
        await settled(limited)
        assert worker.problem() == ""
    assert "nothing is on hold" in await asyncio.to_thread(silkwire, limited, "resume")


async def test_bad_records_among_more_good_ones_hold_nothing(limited: Settings) -> None:
    good = [(page.text.encode(), ()) for page in make_pages(LIMIT * 2, seed=2)]
    mixed = [record for page in good for record in (page, BAD)]
    await publish(limited, [*mixed, *good])
    async with running(limited) as worker:
        await settled(limited)
        assert worker.problem() == ""
    assert len(await read(limited, REJECTED)) == len(good)
