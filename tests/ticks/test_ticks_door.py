"""Ticks that are none: each has a reason, and stands on fx.ticks or on rejected."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.stage import Received
from agents.text.tickline import parse_ticks
from agents.ticks import STAGE
from agents.ticks.state import Rates
from schemas.codec import decode, encode
from schemas.rejection import Reason, Refused
from schemas.tick import FxTick
from streams.handler import receive_all

MakeTick = Callable[..., Received]


def published(tick: MakeTick, **changed: Any) -> list[FxTick] | Reason:
    """Send a tick with some fields changed through the stage, from its bytes on."""
    made = tick("0.01144")
    raw = made.raw._replace(value=orjson.dumps(orjson.loads(encode(made.message)) | changed))  # type: ignore[attr-defined]
    result = STAGE.step(receive_all(STAGE, [raw]), Rates())
    [outcome] = result.outcomes
    return outcome.reason if isinstance(outcome, Refused) else [decode(FxTick, output.value) for output in result.outputs]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"rate": "0"}, "not_positive"),
        ({"rate": "-0.01144"}, "not_positive"),
        ({"rate": "1" + "0" * 30}, "impossible"),
        ({"base": "ABC"}, "unknown_currency"),
        ({"quote": "XXX"}, "unknown_currency"),
        ({"base": "USD"}, "same_currency"),
        ({"source": "consensus"}, "reserved_source"),
    ],
)
def test_what_is_no_rate_is_published_with_its_reason_and_moves_nothing(
    tick: MakeTick, changed: dict[str, str], reason: str
) -> None:
    [kept] = published(tick, **changed)
    assert isinstance(kept, FxTick)
    assert (kept.credibility, kept.reasons) == (0.0, [reason])


@pytest.mark.parametrize("rate", ["NaN", "Infinity", "1e308", "9" * 400, 0.01144, None, "eleven"])
def test_what_is_no_number_is_refused_with_its_reason(tick: MakeTick, rate: object) -> None:
    assert published(tick, rate=rate) is Reason.RECORD_UNDECODABLE


@given(st.decimals("0.001", "99999", places=12), st.integers(1, 8))
def test_the_true_rate_lies_within_the_error_bound_of_what_is_printed(true: Decimal, digits: int) -> None:
    line = f"USD/KGS = {true:.{digits}f}"
    for read in parse_ticks(line):
        assert abs(read.rate - true) <= read.error_bound
    assert parse_ticks(line) or Decimal(line.rsplit(maxsplit=1)[-1]) == 0
