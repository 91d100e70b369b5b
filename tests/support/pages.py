"""Made-up news pages, the same for the same seed. Their articles are known beforehand.

Nothing here imports the product, so a test can compare the product with these pages. Each
article has its own mark in every paragraph. Articles with the same mark have the same text.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import repeat
from typing import NamedTuple

import orjson

__all__ = ["PAGE", "MadePage", "Ticker", "envelope", "make_pages"]

PAGE = """• KGS/USD = 0.01144 0%
14 November 2026

Kochkor Opens a Market for Felt

The town of Kochkor has opened a market for felt makers, with eighty stalls next to the bus station in the valley.

A stall in the market costs 5,500 KGS (approximately $63) a month, the felt makers of Kochkor said on Friday.
"""
"""One article and one tick."""

SYLLABLES = tuple(consonant + vowel for consonant in "bdfghjklmnprstvz" for vowel in "aeiou")
MOMENT = datetime(2026, 11, 14, 4, tzinfo=UTC)
TICKS = ("KGS/USD = 0.01144 0%", "KZT/USD = 0.00197 -0%", "TJS/USD = 0.10904 0.3%", "TMT/USD = 0.28490 0%")
LINKS = ("of the", "in the", "after a", "because the", "with its", "and then the", "while the", "before a")
CYRILLIC = str.maketrans("abcdefghijklmnoprstuvyzABCDEFGHIJKLMNOPRSTUVYZ", "абцдефгхижклмнопрстувызАБЦДЕФГХИЖКЛМНОПРСТУВЫЗ")
VERBS = ("opened", "moved", "sold", "counted", "repaired", "described", "measured", "planted")


class Ticker(NamedTuple):
    """Who publishes a page, when it is crawled, and the lines of its ticker."""

    source: str = "made"
    moment: datetime = MOMENT
    lines: tuple[str, ...] = TICKS


EQUAL_TICKERS = repeat(Ticker())


@dataclass(frozen=True, slots=True)
class MadePage:
    """A page's text and the marks of its articles, in order."""

    text: str
    marks: tuple[str, ...]
    source: str = "made"
    moment: datetime = MOMENT


def make_pages(
    count: int, seed: int, *, articles: int = 3, repeated: float = 0.2, cyrillic: bool = False,
    tickers: Iterable[Ticker] = EQUAL_TICKERS,
) -> Iterator[MadePage]:  # fmt: skip
    """Yield pages of so many articles; a share of the articles was on an earlier page, too. Each page takes a ticker."""
    draw = random.Random(seed)  # noqa: S311  a benchmark needs the same pages, not secrets
    made: list[tuple[str, str]] = []
    for number, (source, moment, lines) in zip(range(count), tickers, strict=False):
        marks, parts = [], []
        for place in range(articles):
            if made and draw.random() < repeated:
                mark, text = draw.choice(made)
            else:
                mark = f"mark{seed}x{number}x{place}"
                text = _in_cyrillic(_article(draw, mark)) if cyrillic else _article(draw, mark)
                made.append((mark, text))
            if mark not in marks:
                marks.append(mark)
                parts.append(text)
        head = "".join(f"• {tick}\n" for tick in lines) * 2 + f"{moment:%-d %B %Y}"
        yield MadePage("\n\n".join([head, *parts]) + "\n", tuple(marks), source, moment)


def envelope(page: MadePage) -> bytes:
    """Return a made page as a crawler would send it; its time is part of the record, not of the run."""
    return orjson.dumps({"text": page.text, "source": page.source, "fetched_at": page.moment})


def _in_cyrillic(text: str) -> str:
    """Return a text letter by letter in Cyrillic; the marks stay as they are."""
    return "".join(part if part.startswith("mark") else part.translate(CYRILLIC) for part in re.split(r"(mark\w+)", text))


def _word(draw: random.Random) -> str:
    return "".join(draw.choices(SYLLABLES, k=draw.randint(3, 4)))


def _article(draw: random.Random, mark: str) -> str:
    """Return headline, byline and paragraphs about the same few names."""
    names = [_word(draw).capitalize() for _ in range(4)]
    headline = f"{names[0]} {names[1]} {draw.choice(VERBS).capitalize()} New {names[2]} {_word(draw).capitalize()} for {names[3]}"
    return "\n\n".join(
        [f"{headline}\n\nBy {names[1]} {names[3]}", *(_paragraph(draw, names, mark) for _ in range(draw.randint(3, 6)))]
    )


def _paragraph(draw: random.Random, names: list[str], mark: str) -> str:
    sentences = []
    for _ in range(draw.randint(3, 5)):
        middle = " ".join(f"{draw.choice(LINKS)} {_word(draw)} {_word(draw)}" for _ in range(3))
        sentences.append(f"The {draw.choice(names)} {_word(draw)} {draw.choice(VERBS)} {middle} near {draw.choice(names)}.")
    return f"{' '.join(sentences)} The register calls it {mark}."
