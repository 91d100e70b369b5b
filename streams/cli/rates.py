"""`silkwire rates`: shows the latest rates, the rates at a past time, or the rate between any two currencies."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

import typer
from rich.table import Column, Table
from rich.text import Text

from agents.text.currencies import is_currency
from agents.ticks.cross_rates import Cross, cross_rate
from schemas.tick import CONSENSUS, FxRate
from streams.cli.console import counting, now_ms, out, print_json, remarks, safe
from streams.cli.options import AsJson, Brokers
from streams.errors import NoRate, UsageError
from streams.operate.rates import RateListing, rates_at, rates_now
from streams.operate.session import Session
from streams.operate.times import ago, parse_time
from streams.settings import Settings, load

__all__ = ["rates"]

LONG_AGE_SECONDS = 7 * 86_400
"""A rate older than this does not count for a consensus."""


def rates(
    pairs: Annotated[
        list[str] | None, typer.Argument(help="Any two currencies, such as KZT/TJS; computed through other pairs.")
    ] = None,
    at: Annotated[
        str | None, typer.Option(help="The rates of a past time, from the ticks still kept: 2h, 3d (ago), or RFC 3339.")
    ] = None,
    by_source: Annotated[bool, typer.Option("--by-source", help="Also the rates of each source.")] = False,
    as_json: AsJson = False,
    brokers: Brokers = None,
) -> None:
    """Show the latest rate of every pair with its error, or the cross rates of some pairs."""
    wanted = [_pair(given) for given in pairs or ()]
    if wanted and by_source:
        raise UsageError("cross rates are computed from the consensus of all sources: leave out --by-source")
    settings, now = load(brokers=brokers), now_ms()
    then = parse_time(at, now)
    time = datetime.fromtimestamp(max(0, now if then is None else then) / 1000, UTC)
    found = asyncio.run(_read(settings, None if then is None else time))
    if found.foreign:
        remarks.print(f"records that are no rates: {found.foreign}; another program writes to the topic", style="yellow")
    together = [rate for rate in found.rates if rate.source == CONSENSUS]
    if wanted:
        _show_crosses([_cross(together, *pair) for pair in wanted], time, as_json=as_json)
    else:
        _show_rates(found.rates if by_source else together, time, as_json=as_json)


def _pair(given: str) -> tuple[str, str]:
    """Return the two currency codes of a pair such as KZT/TJS. Raise UsageError if `given` is not such a pair."""
    base, slash, quote = given.strip().upper().partition("/")
    if not slash:
        raise UsageError(f"{given!r} is not a pair: write two currency codes, such as KZT/TJS")
    for code in (base, quote):
        if not is_currency(code):
            raise UsageError(f"{code!r} is not a currency code of ISO 4217")
    if base == quote:
        raise UsageError(f"{base}/{quote} is the same currency twice")
    return base, quote


async def _read(settings: Settings, then: datetime | None) -> RateListing:
    async with Session(settings) as kafka:
        with counting("reading rates" if then is None else "reading ticks", None) as step:
            return await (rates_now(kafka, step) if then is None else rates_at(kafka, then, step))


def _cross(together: list[FxRate], base: str, quote: str) -> Cross:
    cross = cross_rate(together, base, quote)
    if cross is None:
        known = sorted({code for rate in together for code in (rate.base, rate.quote)})
        raise NoRate(f"no chain of rates leads from {base} to {quote}. Known: {', '.join(known) or 'none, no tick has arrived'}")
    return cross


def _show_rates(rows: list[FxRate], now: datetime, *, as_json: bool) -> None:
    if as_json:
        for rate in rows:
            print_json({**rate.model_dump(mode="json", exclude={"sequence"}), "age_seconds": _age(rate.event_time, now)})
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
    table = _table("pair", "rate", "+-", "age", "credibility", "path")
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
    time = cross.event_time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "base": cross.path[0], "quote": cross.path[-1], "rate": _plain(cross.rate), "error_bound": _plain(cross.error_bound),
        "low": _plain(cross.low), "high": _plain(cross.high), "path": list(cross.path), "legs": len(cross.path) - 1,
        "event_time": time, "age_seconds": _age(cross.event_time, now), "credibility": cross.credibility,
    }  # fmt: skip


def _plain(amount: Decimal) -> str:
    return f"{amount:f}"


def _age(event_time: datetime, now: datetime) -> float:
    """Return the age in seconds, or 0 if `event_time` is in the future. A crawler's clock may run ahead."""
    return round(max(0.0, (now - event_time).total_seconds()), 3)
