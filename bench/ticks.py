"""`python -m bench.ticks`: measure how many ticks per second the stage `ticks` judges in one process.

Decoding and Kafka are not included. There are 50 pairs with 4 sources each. A rate moves by about
0.3 % per tick; one rate in 200 is misprinted by a factor of 10. Batches have 500 ticks, as in a
worker.
"""

from __future__ import annotations

import math
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from agents.stage import Received, Record
from agents.ticks import STAGE
from agents.ticks.state import Rates
from bench.figures import Spread
from schemas.tick import RawTick
from tests.support.machine import machine_line

TICKS, BATCH, ROUNDS = 20_000, 500, 5
PAIRS, SOURCES, PLACES = 50, 4, 4
START = datetime(2026, 1, 1, tzinfo=UTC)
CODES = ("KGS", "KZT", "UZS", "TJS", "TMT", "RUB", "TRY", "EUR", "GBP", "CNY")


def records(seed: int = 1) -> list[Received[RawTick]]:
    """Return generated ticks in the order of their times."""
    draw = random.Random(seed)  # noqa: S311  the same ticks each time, not secrets
    sizes = [draw.uniform(0, 6) for _ in range(PAIRS)]
    made = []
    for number in range(TICKS):
        pair = number // SOURCES % PAIRS
        sizes[pair] += draw.gauss(0, 0.003)
        rate = Decimal(math.exp(sizes[pair]) * (10 if draw.random() < 1 / 200 else 1)).quantize(Decimal(1).scaleb(-PLACES))
        tick = RawTick(
            page_topic="pages", page_partition=0, page_offset=number, source=f"publisher-{number % SOURCES}.example",
            event_time=START + timedelta(minutes=number), tick_id=f"t1:{number:032x}", base=CODES[pair % len(CODES)],
            quote=CODES[(pair // len(CODES) + 1 + pair) % len(CODES)], rate=rate, digits=PLACES,
            error_bound=Decimal(5).scaleb(-PLACES - 1), count=1, page_start=0, page_end=9,
        )  # fmt: skip
        made.append(Received(Record("ticks.raw", 0, number, 1000 * number, b"", b""), tick))
    return made


def rate_of(ticks: list[Received[RawTick]]) -> float:
    """Run the ticks through the stage, and return the ticks per second of CPU time. The state is empty at the start."""
    state, began = Rates(), time.process_time()
    for at in range(0, len(ticks), BATCH):
        STAGE.step(ticks[at : at + BATCH], state)
    return len(ticks) / (time.process_time() - began)


def main() -> None:
    """Run the rounds, and print the median, the lowest and the highest of their rates."""
    ticks = records()
    spread = Spread.of([rate_of(ticks) for _ in range(ROUNDS)])
    sys.stdout.write(f"{machine_line()}\n$ python -m bench.ticks\n")
    sys.stdout.write(f"{spread.median:,.0f} ticks/s ({spread.low:,.0f} .. {spread.high:,.0f}), wanted 20,000\n")


if __name__ == "__main__":
    main()
