"""Real daily rates with faults put in, and what the ticks stage says of them: a table out.

`python -m tests.ticks.injector [SEED ...]` prints, a fault, the share flagged with its reason.
"""

from __future__ import annotations

import gzip
import math
import random
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import orjson

from agents.ticks.book import Book
from agents.ticks.judge import CREDIBLE, judge
from agents.ticks.quote import Quote
from tests.support import SHARED

__all__ = ["FAULTS", "Case", "cases", "flagged", "printed"]

REASONS = {"decimal_slip": "decimal_slip", "scale": "scale", "inverted": "inverted", "outlier": "jump"}
FAULTS = tuple(REASONS)
SHARE = 0.02


class Case(NamedTuple):
    """A printed quote and the fault put into it; none where the digits are what they were: 1 inverted is 1."""

    quote: Quote
    fault: str | None


def printed(rate: float, digits: int, source: str, moment: datetime) -> Quote:
    """Return a rate as a source prints it, to so many significant digits."""
    places = digits - 1 - math.floor(math.log10(rate))
    step = Decimal(1).scaleb(-places)
    return Quote(Decimal(rate).quantize(step), source, step / 2, moment, "t1:0", 0)


def _spoilt(rate: float, fault: str, rng: random.Random) -> float:
    up = rng.choice((-1, 1))
    if fault == "inverted":
        return 1 / rate
    if fault == "outlier":
        return float(rate * math.exp(up * math.exp(rng.uniform(math.log(0.3), math.log(1.5)))))
    factor = 10 if fault == "decimal_slip" else rng.choice((100, 1000))
    return float(rate * factor**up)


def cases(path: Path, seed: int) -> Iterator[list[Case]]:
    """Yield the series of three sources a currency, each with its own digits."""
    rng = random.Random(seed)  # noqa: S311
    with gzip.open(path) as lines:
        days = [orjson.loads(line) for line in lines]
    for code in sorted(days[0]["rates"]):
        for source in "abc":
            digits = rng.randint(2, 6)
            series: list[Case] = []
            for day in days:
                rate = day["rates"].get(code)
                if rate:
                    fault = rng.choice(FAULTS) if series and rng.random() < SHARE else None
                    value = _spoilt(float(rate), fault, rng) if fault else float(rate)
                    moment = datetime.fromisoformat(day["date"]).replace(tzinfo=UTC)
                    quote, sound = (printed(shown, digits, source, moment) for shown in (value, float(rate)))
                    series.append(Case(quote, fault if quote.rate != sound.rate else None))
            yield series


def flagged(series: list[Case]) -> Iterator[tuple[str | None, str | None]]:
    """Yield the fault of each quote and the fault it was taken for."""
    book = Book()
    doubted: Quote | None = None
    for quote, fault in series:
        verdict = judge(quote, book.of(quote.source), doubted)
        doubted = quote if verdict.awaits_repetition else None
        if verdict.credibility >= CREDIBLE:
            book.put(quote)
            yield fault, None
        else:
            yield fault, next((name for name, reason in REASONS.items() if reason in verdict.reasons), "other")


def _table(seeds: list[int]) -> None:
    counts = Counter(
        pair for seed in seeds for series in cases(SHARED / "data/fx_daily.jsonl.gz", seed) for pair in flagged(series)
    )
    for fault in FAULTS:
        all_of = sum(count for (real, _), count in counts.items() if real == fault)
        named = sum(count for (_, said), count in counts.items() if said == fault)
        right = counts[fault, fault]
        sys.stdout.write(f"{fault:14}{all_of:6} recall {right / max(all_of, 1):.4f} precision {right / max(named, 1):.4f}\n")
    clean = {said: count for (real, said), count in counts.items() if real is None}
    wrong = sum(count for said, count in clean.items() if said)
    sys.stdout.write(f"untouched     {sum(clean.values()):6} flagged {wrong / max(sum(clean.values()), 1):.5f}\n")


if __name__ == "__main__":
    _table([int(seed) for seed in sys.argv[1:]] or [1, 2, 3, 4, 5])
