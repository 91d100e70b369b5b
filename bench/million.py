"""`python -m bench.million [PAGES [SOURCES]]`: memory and CPU of split and ticks over a million pages, without Kafka.

Each page has a headline, a few lines and the rates of two of 60 pairs. So a pair has more sources than ticks remembers.
One page in 50 is split; the others have the layout `article`, which takes an eighth of the time. Every source prints one
page per day, and its rates change from day to day. The broker time of the pages goes on, so that what is older than 30
days expires: with 10,000 sources, the state is full after 310,000 pages. The table has 20 lines.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agents.runner import receive_all
from agents.split import STAGE as SPLIT
from agents.stage import Output, Record, Result
from agents.ticks import STAGE as TICKS
from agents.ticks.state import Rates
from schemas.topics import DAY_MS, TICKS_RAW
from tests.support.machine import machine_line

PAGES, SOURCES, LINES, BATCH = 1_000_000, 10_000, 20, 500
START = datetime(2026, 1, 1, tzinfo=UTC)
START_MS = int(START.timestamp() * 1000)
CODES = ("KGS", "KZT", "UZS", "TJS", "TMT", "RUB", "TRY", "EUR", "GBP", "CNY", "INR", "JPY", "CHF", "PLN", "CZK")
QUOTES = ("USD", "AED", "AUD", "CAD")
PAIRS = [(base, quote) for base in CODES for quote in QUOTES]
KIBIBYTE = 1024


def pages(count: int, sources: int) -> Iterator[Record]:
    """Yield raw pages in the order of their times."""
    draw = random.Random(1)  # noqa: S311  the same pages each time, not secrets
    rates = {pair: draw.uniform(0.01, 100) for pair in PAIRS}
    for number in range(count):
        source, day = number % sources, number // sources
        if not source:
            rates = {pair: rate * draw.uniform(0.995, 1.005) for pair, rate in rates.items()}
        lines = [f"Rates of day {day} in the town {source % 97}", "", "The bank of the town prints its rates each morning.", ""]
        for place in (source, source * 7 + 3):
            base, quote = PAIRS[place % len(PAIRS)]
            lines.append(f"{base}/{quote} = {rates[base, quote] * draw.uniform(0.999, 1.001):.5f} 0%")
        arrival = START_MS + number * DAY_MS // sources
        moment = (START + timedelta(milliseconds=arrival - START_MS)).isoformat().encode()
        layout = b"article" if number % 50 else b"page"
        headers = (("source", b"publisher-%d.example" % source), ("fetched_at", moment), ("layout", layout))
        yield Record("pages", 0, number, arrival, b"", "\n".join(lines).encode(), headers)


def ticks_of(result: Result, arrivals: list[int], offset: int) -> list[Record]:
    """Return the printed ticks among the outputs of split, as records of ticks.raw from an offset on."""
    found: list[tuple[Output, int]] = [
        (output, cause) for output, cause in zip(result.outputs, result.causes, strict=True) if output.topic is TICKS_RAW
    ]
    return [
        Record("ticks.raw", 0, offset + place, arrivals[cause], output.key, output.value)
        for place, (output, cause) in enumerate(found)
    ]


def resident_bytes() -> int:
    """Return the memory of this process now, or its highest where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIBIBYTE


def main() -> None:
    """Print LINES lines: memory, and the CPU per page and per tick."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    sources = int(sys.argv[2]) if len(sys.argv) > 2 else SOURCES
    per_line = count // LINES // BATCH * BATCH
    state, batch, done, offset = Rates(), list[Record](), 0, 0
    spent, since = {"split": 0.0, "ticks": 0.0}, 0
    sys.stdout.write(f"{machine_line()}\n$ python -m bench.million {count} {sources}\n")
    for page in pages(count, sources):
        batch.append(page)
        if len(batch) < BATCH:
            continue
        began = time.process_time()
        split = SPLIT.step(receive_all(SPLIT, batch), None)
        between = time.process_time()
        ticks = ticks_of(split, [record.timestamp for record in batch], offset)
        TICKS.step(receive_all(TICKS, ticks), state)
        spent["split"] += between - began
        spent["ticks"] += time.process_time() - between
        done, offset, batch = done + len(batch), offset + len(ticks), []
        if done % per_line == 0:
            each = 1_000_000 * spent["ticks"] / (offset - since)
            sys.stdout.write(
                f"{done:>9,} pages: {resident_bytes() / 2**20:,.0f} MiB, {len(state):,} entries, {state.crowded} crowded pairs; "
                f"{1_000_000 * spent['split'] / per_line:,.0f} us per page, {each:,.0f} us per tick\n"
            )
            sys.stdout.flush()
            spent, since = dict.fromkeys(spent, 0.0), offset


if __name__ == "__main__":
    main()
