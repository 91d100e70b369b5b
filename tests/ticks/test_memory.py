"""What a series of rates holds in memory: 10,000 of them at most 50 MB."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from agents.ticks.past import LONGEST
from agents.ticks.state import Rates, TickRow

SERIES, MEGABYTES = 1000, 5
START = datetime(2031, 3, 1, tzinfo=UTC)


def rows(count: int) -> Iterator[TickRow]:
    for number in range(count):
        moment = START + timedelta(hours=number // SERIES)
        yield TickRow(
            offset=number, index=0, arrival=number, algorithm="a", tick_id=f"t1:{number % 7}", page_topic="p", page_partition=0,
            page_offset=number, source=f"publisher-{number % SERIES // 50}.example", base="USD", quote=f"C{number % 50:02}",
            rate=Decimal("87.4512"), digits=4, error_bound=Decimal("0.00005"), event_time=moment, credibility=1.0,
            standing="latest", moment=True, peers=(4.4, 4.5),
        )  # fmt: skip


def test_a_thousand_series_with_a_full_past_fit_into_their_bound() -> None:
    tracemalloc.start()
    try:
        state = Rates()
        for row in rows(SERIES * LONGEST):
            state.apply(row)
        held = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert held <= MEGABYTES * 1_000_000
