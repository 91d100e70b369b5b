"""The rates at a past time, from the published ticks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from agents.ticks.rates_at import RatesAt
from schemas.tick import FxTick

START = datetime(2031, 3, 1, tzinfo=UTC)


def tick(rate: str, hours: float, source: str = "Herald", credibility: float = 1.0, *, late: bool = False) -> FxTick:
    return FxTick(
        page_topic="pages", page_partition=0, page_offset=0, source=source, event_time=START + timedelta(hours=hours),
        tick_id="t1:0", base="KGS", quote="USD", rate=Decimal(rate), digits=4, error_bound=Decimal("0.00005"), count=1,
        page_start=0, page_end=9, credibility=credibility, reasons=[], late=late,
    )  # fmt: skip


TICKS = [
    tick("0.0114", 1),
    tick("0.0116", 1, "Kabar"),
    tick("0.1160", 2, credibility=0.1),
    tick("0.0118", 5),
    tick("0.0115", 3, late=True),
    tick("0.9", 3, "consensus", 0.0),
]


@pytest.mark.parametrize(
    ("hours", "rows"),
    [
        (0.5, []),
        (1, ["Herald 0.0114", "Kabar 0.0116", "consensus 0.0115"]),
        (2, ["Herald 0.0114", "Kabar 0.0116", "consensus 0.0115"]),
        (4, ["Herald 0.0115", "Kabar 0.0116", "consensus 0.01155"]),
        (9, ["Herald 0.0118", "Kabar 0.0116", "consensus 0.0117"]),
    ],
)
def test_rates_at_a_time_come_from_the_ticks_up_to_it(hours: float, rows: list[str]) -> None:
    at = RatesAt(START + timedelta(hours=hours))
    for each in TICKS:
        at.take(each)
    assert sorted(f"{row.source} {row.rate}" for row in at.rates()) == rows


def test_of_two_ticks_of_one_time_the_later_in_the_log_counts() -> None:
    at = RatesAt(START)
    for printed in ("0.0114", "0.0115"):
        at.take(tick(printed, 0))
    assert {str(row.rate) for row in at.rates()} == {"0.0115"}
