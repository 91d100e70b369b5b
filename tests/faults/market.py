"""The tickers of several sources: rates move, jump and are misprinted, and pages come late, or twice.

All ticks of a pair are on the pages of one raw partition, which stay in order. So the verdict on each tick is the same
in every run, regardless of which partition a worker reads first.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice

from tests.support.pages import MadePage, Ticker, make_pages

__all__ = ["crawled_pages"]

SOURCES = ("gazette", "herald", "tribune", "courier")
FROZEN = "almanac"
"""A source that prints the same rates for weeks, and then new ones."""

CURRENCIES = (
    "AMD", "AZN", "BYN", "CNY", "CZK", "DKK", "EUR", "GBP", "GEL", "HUF", "INR", "JPY", "KRW", "MDL", "MNT", "NOK", "PKR", "PLN",
    "RSD", "RUB", "SEK", "THB", "TRY", "UAH",
)  # fmt: skip
"""Enough for eight partitions. None is on the ticker of other made pages."""
PAIRS = 3
"""Pairs of a raw partition."""

BEGIN = datetime(2025, 9, 1, 6, tzinfo=UTC)
HOURS = (1, 5)
"""Least and most time between two pages of a partition."""

JUMP, MISPRINT, REDENOMINATION, LATE, AGAIN = 0.05, 0.08, 0.01, 0.05, 0.08
"""Share of the pages before which a rate jumps, that misprint a rate, before which a currency loses a zero, that come
after a later page of their source, and that are crawled a second time."""

THAW_PAGES = 60


@dataclass(slots=True)
class Market:
    """The true rates of a few pairs, and what each source has printed last."""

    draw: random.Random
    pairs: list[str]
    now: datetime = BEGIN
    levels: dict[str, float] = field(default_factory=dict)
    printed: dict[str, Ticker] = field(default_factory=dict)
    """The last ticker of each source."""
    rates: dict[tuple[str, str], float] = field(default_factory=dict)
    """The last rate of a source and pair, as printed."""

    def __post_init__(self) -> None:
        self.levels = {pair: self.draw.uniform(0.002, 2.0) for pair in self.pairs}

    def tickers(self) -> Iterator[Ticker]:
        """Yield the tickers of one page after the other, without an end."""
        number = 0
        while True:
            number += 1
            self._move()
            source = self.draw.choice((*SOURCES, FROZEN))
            if source in self.printed and self.draw.random() < LATE:
                yield self._late(self.printed[source])
                continue
            if source == FROZEN and FROZEN in self.printed and number % THAW_PAGES:
                lines = self.printed[FROZEN].lines
            else:
                lines = tuple(self._line(source, pair) for pair in self.draw.sample(self.pairs, self.draw.randint(2, PAIRS)))
            self.printed[source] = Ticker(source, self.now, lines)
            yield self.printed[source]

    def again(self, page: MadePage) -> MadePage:
        """Return a page as it is crawled once more, now."""
        self._move()
        self.printed.pop(page.source, None)
        return replace(page, moment=self.now)

    def _move(self) -> None:
        self.now += timedelta(minutes=self.draw.randint(60 * HOURS[0], 60 * HOURS[1]))
        for pair in self.pairs:
            self.levels[pair] *= 1 + self.draw.gauss(0, 0.004)
        changed, chance = self.draw.choice(self.pairs), self.draw.random()
        if chance < REDENOMINATION:
            self.levels[changed] *= 10 if self.levels[changed] < 0.1 else 0.1
        elif chance < REDENOMINATION + JUMP:
            self.levels[changed] *= self.draw.choice((0.7, 0.8, 1.2, 1.35))

    def _late(self, last: Ticker) -> Ticker:
        """Return a ticker of a page that its crawler finds after the source's last one."""
        moment = last.moment - timedelta(minutes=self.draw.randint(1, 30))
        return Ticker(last.source, moment, tuple(self._printed(line.split(" ")[0]) for line in last.lines))

    def _line(self, source: str, pair: str) -> str:
        misprint = self.draw.choice((0.01, 0.1, 10, 100)) if self.draw.random() < MISPRINT / PAIRS else 1
        before, rate = self.rates.get((source, pair)), self.levels[pair] * (1 + self.draw.gauss(0, 0.002)) * misprint
        self.rates[source, pair] = rate
        change = f" {100 * (rate / before - 1):+.1f}%" if before and self.draw.random() < 0.8 and 0.5 < rate / before < 2 else ""
        return self._printed(pair, rate) + change

    def _printed(self, pair: str, rate: float | None = None) -> str:
        return f"{pair} = {rate or self.levels[pair]:.5f}"


def crawled_pages(count: int, number: int) -> list[MadePage]:
    """Return the pages of raw partition `number`, every other partition in Cyrillic; the same in every call.

    An article comes again on its own partition alone, often from another source.
    """
    draw = random.Random(1000 + number)  # noqa: S311  the same every time
    currencies = CURRENCIES[PAIRS * number : PAIRS * (number + 1)]
    market = Market(draw, [f"{currency}/USD" for currency in currencies])
    made = make_pages(count, seed=10 + number, cyrillic=number % 2 == 1, tickers=market.tickers())
    return list(islice(_crawled(market, made), count))


def _crawled(market: Market, made: Iterator[MadePage]) -> Iterator[MadePage]:
    """Yield pages as a crawler finds them: now and then an earlier one again."""
    found: list[MadePage] = []
    for page in made:
        found.append(page)
        yield page
        if market.draw.random() < AGAIN:
            yield market.again(market.draw.choice(found))
