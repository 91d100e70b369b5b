"""`silkwire rates`: the latest rates, those of a moment, and the rate between any two currencies."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

import typer
from rich.table import Column, Table
from rich.text import Text

from agents.text.currencies import is_currency
from agents.ticks.cross import Cross, cross_rate
from schemas.tick import CONSENSUS, FxRate
from streams.cli.console import counting, out, print_json, remarks, safe
from streams.cli.options import AsJson, Brokers
from streams.errors import NoRate, UsageError
from streams.kafka.reader import reader
from streams.kafka.topics import check_topics
from streams.operate.rates import Found, rates_at, rates_now
from streams.operate.times import ago, moment_ms
from streams.settings import Settings, load

__all__ = ["rates"]

LONG_AGE_SECONDS = 7 * 86_400
"""Older than what a consensus takes into account."""


def rates(
    pairs: Annotated[list[str] | None, typer.Argument(help="Any two currencies, such as KZT/TJS: by way of others.")] = None,
    at: Annotated[str | None, typer.Option(help="As they stood then, by the ticks still kept: 2h, 3d ago, or RFC 3339.")] = None,
    by_source: Annotated[bool, typer.Option("--by-source", help="What each source says, too.")] = False,
    as_json: AsJson = False,
    brokers: Brokers = None,
) -> None:
    """Show the latest rate of every pair with its error, or the cross rates of some pairs."""
    wanted = [_pair(given) for given in pairs or ()]
    if wanted and by_source:
        raise UsageError("cross rates are made of what all sources say together: leave out --by-source")
    settings, now = load(brokers=brokers), int(time.time() * 1000)
    then = moment_ms(at, now)
    moment = datetime.fromtimestamp(max(0, now if then is None else then) / 1000, UTC)
    found = asyncio.run(_found(settings, None if then is None else moment))
    if found.foreign:
        remarks.print(f"records that are no rates of ours: {found.foreign}; something else writes to the topic", style="yellow")
    together = [rate for rate in found.rates if rate.source == CONSENSUS]
    if wanted:
        _show_crosses([_cross(together, *pair) for pair in wanted], moment, as_json=as_json)
    else:
        _show_rates(found.rates if by_source else together, moment, as_json=as_json)


def _pair(given: str) -> tuple[str, str]:
    """Return the two codes of a pair; UsageError for what is none."""
    base, slash, quote = given.strip().upper().partition("/")
    if not slash:
        raise UsageError(f"{given!r} is no pair: write two currency codes, such as KZT/TJS")
    for code in (base, quote):
        if not is_currency(code):
            raise UsageError(f"{code!r} is no currency code of ISO 4217")
    if base == quote:
        raise UsageError(f"{base}/{quote} is the same currency twice")
    return base, quote


async def _found(settings: Settings, moment: datetime | None) -> Found:
    await check_topics(settings)
    async with reader(settings) as consumer:
        with counting("reading rates" if moment is None else "reading ticks", None) as step:
            if moment is None:
                return await rates_now(consumer, settings, step)
            return await rates_at(consumer, settings, moment, step)


def _cross(together: list[FxRate], base: str, quote: str) -> Cross:
    cross = cross_rate(together, base, quote)
    if cross is None:
        known = sorted({code for rate in together for code in (rate.base, rate.quote)})
        raise NoRate(f"no rates lead from {base} to {quote}. Known: {', '.join(known) or 'none, no tick has come'}")
    return cross


def _show_rates(rows: list[FxRate], now: datetime, *, as_json: bool) -> None:
    if as_json:
        for rate in rows:
            print_json({**rate.model_dump(mode="json"), "age_seconds": _age(rate.event_time, now)})
        return
    table = _table("pair", "rate", "+-", "age", "credibility", "source")
    for rate in rows:
        source = f"{rate.sources} source{'s' * (rate.sources > 1)}" if rate.source == CONSENSUS else rate.source
        table.add_row(*_cells(f"{rate.base}/{rate.quote}", rate, now), safe(source, 60))
    out.print(table if rows else Text("no rates yet", style="yellow"))


def _show_crosses(crosses: list[Cross], now: datetime, *, as_json: bool) -> None:
    if as_json:
        for cross in crosses:
            print_json(_object(cross, now))
        return
    table = _table("pair", "rate", "+-", "age", "credibility", "by way of")
    for cross in crosses:
        table.add_row(*_cells(f"{cross.path[0]}/{cross.path[-1]}", cross, now), safe(" > ".join(cross.path)))
    out.print(table)


def _table(*heads: str) -> Table:
    return Table(*(Column(head, justify="right" if head in {"rate", "+-", "age"} else "left") for head in heads), box=None)


def _cells(pair: str, row: FxRate | Cross, now: datetime) -> Iterable[Text]:
    age = _age(row.event_time, now)
    yield safe(pair, 20)
    yield Text(_plain(row.rate))
    yield Text(_plain(row.error_bound))
    yield Text(ago(age), style="yellow" if age > LONG_AGE_SECONDS else "")
    yield Text(f"{row.credibility:.2f}")


def _object(cross: Cross, now: datetime) -> dict[str, Any]:
    moment = cross.event_time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "base": cross.path[0], "quote": cross.path[-1], "rate": _plain(cross.rate), "error_bound": _plain(cross.error_bound),
        "low": _plain(cross.low), "high": _plain(cross.high), "path": list(cross.path), "legs": len(cross.path) - 1,
        "event_time": moment, "age_seconds": _age(cross.event_time, now), "credibility": cross.credibility,
    }  # fmt: skip


def _plain(amount: Decimal) -> str:
    return f"{amount:f}"


def _age(event_time: datetime, now: datetime) -> float:
    """Return seconds; what a fast clock of a crawler dates later than now has no age."""
    return round(max(0.0, (now - event_time).total_seconds()), 3)
