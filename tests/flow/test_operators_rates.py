"""Rates on a real Kafka: the latest, those of a moment, and those between any two currencies."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from schemas.topics import FX_RATES, FX_TICKS
from streams.settings import Settings
from tests.support.cli import Done, assert_one_line, command
from tests.support.harmful import NASTY, harmful
from tests.support.kafka import publish, running, settled
from tests.support.pages import PAGE

pytestmark = pytest.mark.kafka


async def rates(settings: Settings, *arguments: str) -> Done:
    return await command(settings, "rates", *arguments)


async def rows(settings: Settings, *arguments: str) -> list[dict[str, Any]]:
    done = await rates(settings, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return [orjson.loads(line) for line in done.stdout.splitlines()]


def page(source: str, day: int, *ticks: str) -> tuple[bytes, tuple[tuple[str, bytes], ...]]:
    text = "\n".join((*ticks, *PAGE.splitlines()[1:]))
    return orjson.dumps({"text": text, "source": source, "fetched_at": f"2026-11-{day:02}T04:00:00Z"}), ()


def row(base: str, quote: str, **fields: object) -> bytes:
    return orjson.dumps({
        "base": base, "quote": quote, "source": "consensus", "rate": "2", "error_bound": "0.5", "sources": 1,
        "event_time": "2026-11-14T04:00:00Z", "credibility": 1.0, **fields,
    })  # fmt: skip


async def test_rates_are_shown_as_they_are_and_as_they_were(settings: Settings) -> None:
    pages = [
        page("kabar", 1, "KGS/USD = 0.01140 0%"),
        page("kabar", 3, "KGS/USD = 0.01144 0%", "TJS/USD = 0.10904 0%"),
        page("tuz", 3, "KGS/USD = 0.01146 0%"),
    ]
    await publish(settings, pages)
    async with running(settings):
        await settled(settings)
    together, tajik = await rows(settings)
    assert (together["rate"], together["error_bound"], together["sources"]) == ("0.01145", "0.000015", 2)
    assert (tajik["base"], tajik["source"], tajik["event_time"]) == ("TJS", "consensus", "2026-11-03T04:00:00.000Z")
    assert [it["source"] for it in await rows(settings, "--by-source")] == ["consensus", "kabar", "tuz", "consensus", "kabar"]
    (before,) = await rows(settings, "--at", "2026-11-02T04:00:00Z")
    assert (before["rate"], before["sources"], before["age_seconds"]) == ("0.01140", 1, 86_400.0)
    assert await rows(settings, "--at", "2026-10-31") == []
    assert await rows(settings, "--at", "2026-11-03T04:00:00Z", "--by-source") == [
        {**it, "age_seconds": 0.0} for it in await rows(settings, "--by-source")
    ]
    (cross,) = await rows(settings, "tjs/kgs")
    assert (cross["rate"], cross["error_bound"], cross["path"]) == ("9.523", "0.014", ["TJS", "USD", "KGS"])
    shown = (await rates(settings, "TJS/KGS", "KGS/USD")).stdout.decode()
    assert "TJS > USD > KGS" in shown
    assert "KGS > USD" in shown


async def test_where_no_rate_leads_the_known_currencies_are_named(settings: Settings) -> None:
    assert b"no rates yet" in (await rates(settings)).stdout
    assert_one_line(await rates(settings, "KGS/EUR"), 83, "no tick has arrived")
    await publish(settings, [(row("KGS", "USD"), ())], topic=FX_RATES)
    assert_one_line(await rates(settings, "KGS/EUR"), 83, "from KGS to EUR", "Known: KGS, USD")


async def test_an_older_rate_that_is_late_does_not_count(settings: Settings) -> None:
    written = [
        row("KGS", "USD", rate="1"),  # of a release that had no sequence
        row("KGS", "USD", rate="2", sequence=1, event_time="2026-11-15T04:00:00Z"),
        row("KGS", "USD", rate="3", sequence=3),
        row("KGS", "USD", rate="4", sequence=3),
        row("KGS", "USD", rate="2", sequence=2, event_time="2026-11-16T04:00:00Z"),
        row("KGS", "USD", rate="1"),
    ]
    await publish(settings, [(value, ()) for value in written], topic=FX_RATES)
    assert [it["rate"] for it in await rows(settings)] == ["4"]


async def test_the_last_row_of_a_pair_counts_and_foreign_records_are_reported(settings: Settings) -> None:
    written = [row("KGS", "USD"), b"{}", row("KGS", "USD", rate="3", field_of_a_later_release=1), None, row("KZT", NASTY)]
    await publish(settings, [(value, ()) for value in written], topic=FX_RATES)
    await publish(settings, [(b"[]", ())], topic=FX_TICKS)
    (kgs, _) = await rows(settings)
    assert kgs["rate"] == "3"
    for arguments, foreign in (
        (["--json"], b"no rates: 2"),
        ([], b"no rates: 2"),
        (["--at", "1h"], b"no rates: 1"),
    ):
        done = await rates(settings, *arguments)
        assert foreign in done.stderr
        assert not harmful(done.stdout.decode())
