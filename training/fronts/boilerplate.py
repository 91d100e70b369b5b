"""The lines of a page that belong to no story: menus, lists of headlines, widgets, adverts, footers."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from training.compose import DATES, PAIRS, Piece
from training.fronts.markets import draw_market, sky_lines
from training.fronts.pool import Pool, Story
from training.fronts.sheet import Sheet
from training.fronts.stamps import Stamper, date_form
from training.fronts.story_lines import site_of

__all__ = ["Boilerplate"]

WIDGETS = (
    "USD {a} EUR {b}", "USD {a}  EUR {b}  RUB 0,9{k1}", "{k1} °C", "KASE {a} +0.{k1} %", "USD/KGS {a} сом", "{place} {k1} °C",
    "{place} +{k1}°", "↑ {a}", "BTC {a} $ +0.{k1}%", "Brent {a} $", "Brent {a} (+0.{k1}%)", "+{k1}°", "{t}",
    "S&P 500 {a} -0.{k1}%", "EUR/USD {b}", "RSI {k1}", "$ {a} € {b}", "1 USD = {a} KZT", "NASDAQ {a} ▲ 0.{k1}%",
    "UZS {a}", "Gold {a}", "€{a}↑0.{k1}",
    "¥ {a}", "{place}: {k1}..{k1}°, {t}",
)  # fmt: skip
PAGERS = ("1 2 3 4 5 ... 18", "«  »", "1", "2", "3", "›", "12345...»", "1 | 2 | 3", "← →", "1/12", "1 - 20 of 345")
MENU_BULLETS = ("  * ", "  • ", "• ", "", "", "- ", "    • ", "  + ")
OWN_LANGUAGE = 0.6
"""Probability that boilerplate is chosen only from real pages in the page's language, if there are any."""
LIST_BULLETS = ("", "", "", "• ", "  * ", "  • ", "- ", "{t} ", "{t} - ", "{i}. ", "{t}  ", "{date} ", "» ", "{i} ")


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """Prints the boilerplate of one page."""

    sheet: Sheet
    stamper: Stamper
    pool: Pool
    real_boilerplate: Sequence[Piece]

    @property
    def chance(self) -> random.Random:
        """Return the random generator of the page."""
        return self.sheet.chance

    def real(self, most: int) -> None:
        """Add up to `most` lines of boilerplate from a real page to the generated page; without real pages, add a menu."""
        if not self.real_boilerplate:
            return self.menu(most)
        own = [piece for piece in self.real_boilerplate if piece.language == self.pool.language]
        piece = self.chance.choice(own if own and self.chance.random() < OWN_LANGUAGE else self.real_boilerplate)
        start = self.chance.randrange(max(1, len(piece.lines) - most // 2))
        lines = piece.lines[start : start + most]
        flush = self.chance.random() < 0.4
        return self.sheet.add_as_printed([(text.strip() if flush else text, label) for text, label in lines], piece.publisher)

    def menu(self, most: int) -> None:
        """Print up to `most` words of a menu, one per line or all in one line."""
        chance, phrases = self.chance, self.stamper.phrases
        words = chance.sample(phrases.menu, min(len(phrases.menu), chance.randrange(3, 20)))
        words += chance.sample(phrases.categories, min(len(phrases.categories), chance.randrange(2, 20)))
        words = words[:most]
        if chance.random() < 0.25:
            self.sheet.add("block", chance.choice((" ", " | ", "  ", "", " · ")).join(words))
            return
        bullet = chance.choice(MENU_BULLETS)
        for place, word in enumerate(words):
            self.sheet.add("list" if place else "block", bullet + word)

    def headlines(self, stories: Sequence[Story], *, headed: float = 0.72) -> None:
        """Print the headlines of stories without text. `headed` is the probability of a heading above the list."""
        chance, phrases = self.chance, self.stamper.phrases
        date, bullet = date_form(phrases, chance), chance.choice(LIST_BULLETS)
        dated, filed, noisy = chance.random() < 0.15, chance.random() < 0.1, chance.random() < 0.3
        if chance.random() < headed:
            self.sheet.add("block", self.cased(chance.choice(phrases.heads)))
        for place, story in enumerate(stories):
            if filed:
                self.sheet.add("list", chance.choice(phrases.categories))
            lead = self.stamper.fill(bullet.replace("{i}", str(place + 1)), date)
            begins = chance.choice(("list", "block")) if noisy else "list"
            self.sheet.add(begins, lead + story.title, "NAV", story.publisher)
            if dated:
                self.sheet.add("meta", self.stamper.date(date))

    def widget(self) -> None:
        """Print lines about markets, weather or times, as widgets show them."""
        chance, phrases = self.chance, self.stamper.phrases
        if chance.random() < 0.2:
            self.sheet.add("block", self.stamper.fill(chance.choice(phrases.weather)))
        if chance.random() < 0.5:
            count, rates = chance.randrange(1, 5), chance.random() < 0.7
            quotes = draw_market(phrases, chance).lines(count, chance) if rates else sky_lines(phrases, min(count, 2), chance)
            for line in quotes:
                self.sheet.add(chance.choice(("list", "block")), line)
            return
        forms = (
            [chance.choice(WIDGETS)] * chance.randrange(1, 5)
            if chance.random() < 0.3
            else chance.sample(WIDGETS, chance.randrange(1, 5))
        )
        for form in forms:
            values = {
                "{a}": f"{chance.randrange(1, 900)}{chance.choice('.,')}{chance.randrange(99):02}",
                "{b}": f"{chance.uniform(0.5, 120):.2f}", "{k1}": str(chance.randrange(1, 40)),
                "{place}": chance.choice(self.stamper.names).split()[-1],
            }  # fmt: skip
            for gap, value in values.items():
                form = form.replace(gap, value)  # noqa: PLW2901  gap by gap
            self.sheet.add(chance.choice(("list", "block")), self.stamper.fill(form))

    def ticker(self) -> None:
        """Print exchange rates and a date, as a ticker at the top of a page does."""
        chance = self.chance
        bullet = chance.choice(("", "• ", "  • "))
        if chance.random() < 0.7:
            for place, pair in enumerate(chance.sample(PAIRS, chance.randrange(3, 6))):
                line = f"{bullet}{pair} = 0.{chance.randrange(1000, 99999):05} {chance.randrange(99) / 100}%"
                self.sheet.add("list" if place else "block", line, "TICK")
        if chance.random() < 0.7:
            day = f"{chance.randrange(1, 29):02}.{chance.randrange(1, 13):02}.{chance.randrange(2019, 2027)}"
            self.sheet.add("block", chance.choice((day, chance.choice(DATES))), "DATE")

    def advert(self) -> None:
        """Print an advert, a prompt, or a caption."""
        chance, phrases = self.chance, self.stamper.phrases
        kinds: tuple[Callable[[], str], ...] = (
            lambda: chance.choice(phrases.ads), lambda: chance.choice(phrases.ads), lambda: chance.choice(phrases.prompts),
            lambda: self.stamper.fill(chance.choice(phrases.photo)), lambda: self.stamper.fill(chance.choice(phrases.share)),
            lambda: self.stamper.fill(chance.choice(phrases.more)),
        )  # fmt: skip
        self.sheet.add("block", chance.choice(kinds)())

    def section(self) -> None:
        """Print the name of a section, sometimes with a link to more stories."""
        phrases = self.stamper.phrases
        self.sheet.add("block", self.cased(self.chance.choice((*phrases.categories, *phrases.tops))))
        if self.chance.random() < 0.12:
            self.sheet.add("meta", self.stamper.fill(self.chance.choice(phrases.more)))

    def top(self) -> None:
        """Print the name of the page, sometimes with a prompt or a date."""
        chance, phrases, stamper = self.chance, self.stamper.phrases, self.stamper
        name = self.cased(chance.choice((*phrases.tops, *phrases.categories)))
        site = site_of(chance.choice(self.pool.stories))
        forms = (
            name,
            name,
            name,
            f"{name} | {site}",
            f"{site} - {name}",
            f"{chance.choice(phrases.menu)} / {name}",
            f"{name} ({{k}})",
            site,
        )
        self.sheet.add("block", stamper.fill(chance.choice(forms).replace("{k}", str(chance.randrange(2, 90)))))
        if chance.random() < 0.25:
            line = chance.choice((*phrases.prompts, stamper.fill(chance.choice(phrases.more)), stamper.date("d MMMM y")))
            self.sheet.add(chance.choice(("block", "meta")), line)

    def comments(self) -> None:
        """Print comments of readers: a name, a time, a sentence."""
        chance, phrases = self.chance, self.stamper.phrases
        self.sheet.add("block", self.stamper.fill(chance.choice((*phrases.counts, *phrases.share))))
        for story in chance.sample(self.pool.stories, min(len(self.pool.stories), chance.randrange(1, 6))):
            text = story.lines[-1][0]
            self.sheet.add("block", chance.choice(self.stamper.names))
            self.sheet.add("meta", self.stamper.date(date_form(phrases, chance)))
            self.sheet.add("text", text[: chance.randrange(40, 300)], "NAV", story.publisher)

    def foot(self) -> None:
        """Print the end of a page: links to further pages, a menu, a copyright notice."""
        chance, phrases = self.chance, self.stamper.phrases
        if chance.random() < 0.5:
            for pager in chance.choice(
                ((chance.choice(PAGERS),), ("1", "2", "3", "4"), (self.stamper.fill(chance.choice(phrases.more)),))
            ):
                self.sheet.add("list", pager)
        if chance.random() < 0.3:
            self.menu(30)
        if chance.random() < 0.3:
            self.sheet.add("block", f"© {chance.randrange(2008, 2027)} {site_of(chance.choice(self.pool.stories))}")

    def cased(self, text: str) -> str:
        """Return a heading unchanged or, at random, in capitals."""
        return text.upper() if self.chance.random() < 0.12 else text
