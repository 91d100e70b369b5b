"""Lines about markets and weather, as widgets show them: a name or a place, numbers, signs."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from training.fronts.phrases import Phrases

__all__ = ["MarketForm", "draw_market", "sky_lines"]

CODES = (
    "USD", "EUR", "RUB", "KZT", "KGS", "UZS", "TJS", "TMT", "CNY", "GBP", "TRY", "CHF", "BTC", "ETH", "XAU", "USDT",
    "USD/KGS", "USD/KZT", "EUR/USD", "EUR/KGS", "USD/RUB", "USD/TRY", "BTC/USD", "XAU/USD", "GBP/USD", "USD/UZS", "$", "€", "₽",
)  # fmt: skip
INDICES = (
    "KASE", "KASE Index", "S&P 500", "Dow Jones", "DJIA", "NASDAQ", "DAX", "FTSE 100", "CAC 40", "Nikkei 225", "MOEX", "RTSI",
    "BIST 100", "IBEX 35", "Hang Seng", "Brent", "WTI", "Brent ICE", "VIX", "Euro Stoxx 50",
)  # fmt: skip
SEPARATORS = (" ", " ", " ", ": ", " = ", " – ", "  ", "\t", " - ")
UNITS = ("", "", "", " $", " €", " USD", " ₽", "$", " сом", " KZT")
CHANGES = (
    "", "", "", " {sign}{p}%", " {sign}{p} %", " ({sign}{p}%)", " {arrow} {p}%", " {arrow}{p}", " {sign}{p}", "{arrow}{p}",
    " {arrow}",
)  # fmt: skip
JOINERS = ("  ", " | ", "; ", " ", ", ")
SKIES = (
    "{place} {c}°", "{c}°C", "{c} °C", "{place} {c}°C", "{place}: {c}…{c2}°", "{c}°", "{place} {c} {c2}", "☁ {c}°",
    "{place}, {c}°C",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MarketForm:
    """How a site prints rates, prices and indices, such as `Brent 74.10 $ -0.4%`."""

    names: Sequence[str]
    separator: str
    unit: str
    leads: bool
    """Whether the unit comes before the number."""
    change: str
    marks: tuple[str, str]
    """The decimal mark and the thousands separator."""
    places: int
    one: bool
    """Whether `1` comes before each name."""
    joiner: str
    """Separator of quotes on one line; empty if each quote has a line."""

    def lines(self, count: int, chance: random.Random) -> list[str]:
        """Return the lines with random quotes of up to `count` names."""
        quotes = [self._quote(name, chance) for name in chance.sample(self.names, min(count, len(self.names)))]
        return [self.joiner.join(quotes)] if self.joiner else quotes

    def _quote(self, name: str, chance: random.Random) -> str:
        point, thousands = self.marks
        value = f"{chance.choice((1, 10, 100, 1000, 100000)) * chance.uniform(0.4, 9.9):,.{self.places}f}"
        value = value.translate({ord(","): thousands, ord("."): point})
        amount = self.unit.strip() + value if self.leads else value + self.unit
        share = f"{chance.uniform(0, 4):.2f}".replace(".", point)
        moved = self.change.format(sign=chance.choice("+-−"), arrow=chance.choice("▲▼↑↓"), p=share)
        return ("1 " if self.one else "") + name + self.separator + amount + moved


def draw_market(phrases: Phrases, chance: random.Random) -> MarketForm:
    """Return a random style in which a site prints its market quotes."""
    unit = chance.choice(UNITS) if chance.random() < 0.5 else " " + chance.choice(phrases.units)
    return MarketForm(
        names=[*chance.sample(CODES, 4), *chance.sample(INDICES, 3), *phrases.markets],
        separator=chance.choice(SEPARATORS),
        unit=unit,
        leads=unit.strip() in {"$", "€", "₽"} and chance.random() < 0.4,
        change=chance.choice(CHANGES),
        marks=chance.choice(((".", ","), (".", ""), (",", " "), (",", ""), (",", "."))),
        places=chance.choice((0, 1, 2, 2, 2, 4)),
        one=chance.random() < 0.1,
        joiner=chance.choice(JOINERS) if chance.random() < 0.15 else "",
    )


def sky_lines(phrases: Phrases, count: int, chance: random.Random) -> list[str]:
    """Return `count` lines about the weather in one town, such as `Osh +11 °C, wind 3 m/s`."""
    place = chance.choice(phrases.towns)
    forms = chance.sample((*phrases.skies, *SKIES), count)
    lines = []
    for form in forms:
        low = chance.randrange(-25, 38)
        signed = chance.choice(("{:+d}", "{:d}", "{:+d}"))
        gaps = {"c": signed.format(low), "c2": signed.format(low + chance.randrange(1, 12)), "k": chance.randrange(10, 60)}
        lines.append(form.format(place=place, t=f"{chance.randrange(24):02}:{chance.randrange(60):02}", **gaps))
    return lines
