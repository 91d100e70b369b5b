"""`python -m bench.sources`: the time of a tick and of a sighting, by the number of sources of their pair or text.

One process, without decoding and Kafka. First each source prints a pair or a text once, then all of them go on in
turns. The first part is not measured. A rate moves by about 0.1 % per turn.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from agents.dedupe import STAGE as DEDUPE
from agents.dedupe.state import Articles
from agents.stage import AnyStage, AnyState, Received, Record
from agents.ticks import STAGE as TICKS
from agents.ticks.state import Rates
from bench.figures import Spread
from schemas.article import Block, Draft
from schemas.tick import RawTick
from tests.support.machine import machine_line

SOURCES = (1, 100, 256, 1_000, 10_000)
MEASURED, BATCH, ROUNDS = 2_000, 500, 3
START = datetime(2026, 1, 1, tzinfo=UTC)
START_MS = int(START.timestamp() * 1000)


def ticks(sources: int, count: int) -> Iterator[Received[RawTick]]:
    """Yield ticks of one pair, whose sources take turns."""
    draw = random.Random(1)  # noqa: S311  the same ticks each time, not secrets
    for number in range(count):
        rate = Decimal(87.45 + draw.gauss(0, 0.1)).quantize(Decimal("0.0001"))
        tick = RawTick(
            page_topic="pages", page_partition=0, page_offset=number, source=f"publisher-{number % sources}.example",
            event_time=START + timedelta(seconds=number), tick_id=f"t1:{number:032x}", base="USD", quote="KGS", rate=rate,
            digits=4, error_bound=Decimal("0.00005"), count=1, page_start=0, page_end=9,
        )  # fmt: skip
        yield Received(Record("ticks.raw", 0, number, START_MS + 1000 * number, b"", b""), tick)


def drafts(sources: int, count: int) -> Iterator[Received[Draft]]:
    """Yield drafts of one text, whose sources take turns."""
    block = Block(kind="paragraph", start=0, end=1, page_start=0, page_end=1)
    for number in range(count):
        draft = Draft(
            page_topic="pages", page_partition=0, page_offset=number, source=f"publisher-{number % sources}.example",
            event_time=START + timedelta(seconds=number), content_id="c1:a", article_index=0, headline="h", text="t",
            page_start=0, page_end=1, headline_start=0, headline_end=1, blocks=[block], confidence=1, splitter="bench",
        )  # fmt: skip
        yield Received(Record("drafts", 0, number, START_MS + 1000 * number, b"", b""), draft)


def microseconds(stage: AnyStage, state: AnyState, records: list[Received[Any]]) -> float:
    """Return the microseconds of CPU per record of the last MEASURED records."""
    stage.step(records[:-MEASURED], state)
    began = time.process_time()
    for at in range(len(records) - MEASURED, len(records), BATCH):
        stage.step(records[at : at + BATCH], state)
    return (time.process_time() - began) / MEASURED * 1_000_000


def main() -> None:
    """Print the median, the lowest and the highest of the rounds, by the number of sources."""
    sys.stdout.write(f"{machine_line()}\n$ python -m bench.sources\n")
    for sources in SOURCES:
        count = sources + MEASURED
        for what, stage, new_state, records in (
            ("tick", TICKS, Rates, list(ticks(sources, count))),
            ("sighting", DEDUPE, Articles, list(drafts(sources, count))),
        ):
            spread = Spread.of([microseconds(stage, new_state(), records) for _ in range(ROUNDS)])
            each = f"{spread.median:,.0f} us ({spread.low:,.0f} .. {spread.high:,.0f})"
            sys.stdout.write(f"{sources:>7,} sources: {each} per {what}, {1_000_000 / spread.median:,.0f} per second\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
