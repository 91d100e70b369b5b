from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from agents.stage import Received, Record
from agents.ticks import STAGE
from schemas.codec import encode
from schemas.tick import RawTick

START = datetime(2031, 3, 1, tzinfo=UTC)

MakeTick = Callable[..., Received[RawTick]]


@pytest.fixture(scope="session")
def tick() -> MakeTick:
    """Return a maker of received ticks, decoded from bytes: `hours` after the start, at `offset` of the log."""

    def make(
        rate: str, hours: float = 0, *, offset: int = 0, source: str = "Herald", base: str = "KGS", error: str | None = None,
        tick_id: str | None = None, days: float = 0,
    ) -> Received[RawTick]:  # fmt: skip
        printed = Decimal(rate)
        digits = max(0, -int(printed.as_tuple().exponent))
        raw = RawTick(
            page_topic="pages", page_partition=0, page_offset=offset, source=source,
            event_time=START + timedelta(hours=hours, days=days),
            tick_id=tick_id or f"t1:{offset:032x}", base=base, quote="USD", rate=printed, digits=digits,
            error_bound=Decimal(error) if error else Decimal(5).scaleb(-digits - 1), count=1, page_start=0, page_end=9,
        )  # fmt: skip
        arrival = int((START + timedelta(hours=hours, days=days)).timestamp() * 1000)
        record = Record("ticks.raw", 0, offset, arrival, b"k", encode(raw))
        return Received(record, STAGE.decode(record))

    return make
