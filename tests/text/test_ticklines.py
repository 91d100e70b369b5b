"""Tick lines: what is one, what it says, and what only looks like one."""

from __future__ import annotations

import re
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.text.currencies import is_currency
from agents.text.numbers import NUMBER, decimals, read_number
from agents.text.tickline import LONGEST_TICK_LINE, error_bound, parse_ticks

ONE = [
    ("  • KGS/USD = 0.01144 0%", "KGS USD 0.01144 0"),
    ("KZT/USD = 0.00197 -0%", "KZT USD 0.00197 -0"),
    ("* TMT/USD = 0.28490 -0.33%", "TMT USD 0.28490 -0.33"),
    ("USD/KGS 87.45", "USD KGS 87.45 None"),
    ("USD/KGS: 87,45 (+0,12%)", "USD KGS 87.45 0.12"),
    ("USD-KGS 87.45", "USD KGS 87.45 None"),
    ("EURUSD 1.0842 +0.0010 (+0.09%)", "EUR USD 1.0842 0.09"),
    ("USD/KGS – 87.45", "USD KGS 87.45 None"),
    ("USD/KGS\u00a0=\u00a087.45\u00a0\u22120,5\u00a0%", "USD KGS 87.45 -0.5"),
    ("USD/UZS 12 850,00 ▼ 0.3%", "USD UZS 12850.00 -0.3"),
    ("USD/UZS 12,850.50", "USD UZS 12850.50 None"),
    ("1 USD = 87.45 KGS", "USD KGS 87.45 None"),
    ("100 JPY = 0.64 USD", "JPY USD 0.0064 None"),
    ("1 EUR = 1.16 USD (-0.1%)", "EUR USD 1.16 -0.1"),
    ("USD/KZT 514", "USD KZT 514 None"),
]

NONE = [
    "", "0%", "USD 87,45 (+0,12%)", "USD/KGS", "USD/USD 1.00", "ABC/USD 1.2", "USD/XXX 1.2", "usd/kgs 87.45",
    "USD/KGS 87,450", "USD/KGS 514 250%", "USD/KGS -87.45", "USD/KGS 0", "USD/KGS 0.00", "USD/KGS 1.2.3",
    "USD/KGS 87.45 ▲ -0.1%", "USD/KGS 87.45 (0.1%", "USD/KGS 87.45 (08.12.2025)", "3 USD = 260 KGS",
    "The USD/KGS rate is 87.45", "USD/KGS 87.45 on Monday", "It fell to 87.45 KGS per USD.", "USD/KGS ８７.４５",
    "KGS/USD = 0.01144 0% and more", "A ticket for the ferry costs 250 KGS (about $3).",
    "• " * 120 + "USD/KGS 87.45",
]  # fmt: skip


def said(line: str) -> list[str]:
    return [f"{tick.base} {tick.quote} {tick.rate} {tick.change_percent}" for tick in parse_ticks(line)]


@pytest.mark.parametrize(("line", "tick"), ONE)
def test_a_tick_line_says_its_pair_rate_and_change(line: str, tick: str) -> None:
    assert said(line) == [tick]


@pytest.mark.parametrize("line", NONE)
def test_what_is_ambiguous_or_prose_is_no_tick(line: str) -> None:
    assert parse_ticks(line) == []


@pytest.mark.parametrize("between", [" | ", "; ", " • ", ", ", "  ", "\t"])
def test_several_ticks_stand_side_by_side(between: str) -> None:
    line = f"• KGS/USD = 0.01144 0%{between}KZT/USD = 0.00197 -0%{between}1 EUR = 1.16 USD"
    assert said(line) == ["KGS USD 0.01144 0", "KZT USD 0.00197 -0", "EUR USD 1.16 None"]


def test_the_place_of_a_tick_is_where_it_is_printed() -> None:
    line = "  • KGS/USD\u00a0= 0.01144 0% | USD/KGS 87.45 "
    assert [line[tick.start : tick.end] for tick in parse_ticks(line)] == ["KGS/USD\u00a0= 0.01144 0%", "USD/KGS 87.45"]


def test_minus_zero_keeps_its_sign_and_a_rate_its_digits() -> None:
    (tick,) = parse_ticks("TMT/USD = 0.28490 -0%")
    assert tick.change_percent is not None
    assert tick.change_percent.is_signed()
    assert str(tick.rate) == "0.28490"


@pytest.mark.parametrize(("rate", "bound"), [("0.00008", "0.000005"), ("87.4", "0.05"), ("514", "0.5"), ("0.0064", "0.00005")])
def test_the_error_bound_is_half_of_the_last_printed_digit(rate: str, bound: str) -> None:
    assert error_bound(Decimal(rate)) == Decimal(bound)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("0.010", "0.010"), ("12", "12"), ("0,125", "0.125"), ("87,45", "87.45"), ("1,0842", "1.0842"), ("1.084", "1.084"),
        ("12 850", "12850"), ("12'850.5", "12850.5"), ("1,234,567", "1234567"), ("1.234.567", "1234567"),
        ("12,850.00", "12850.00"), ("12.850,00", "12850.00"), ("87,450", None), ("1,23,456", None), ("1 234'567", None),
        ("1.2.3", None), ("012 345", None), ("9" * 30, None),
    ],
)  # fmt: skip
def test_a_number_with_two_readings_is_not_read(printed: str, value: str | None) -> None:
    assert str(read_number(printed)) == str(value)


@given(st.decimals(min_value="0.00001", max_value=999_999, places=5), st.decimals(-99, 99, places=2))
def test_every_printed_rate_comes_back_digit_for_digit(rate: Decimal, change: Decimal) -> None:
    (tick,) = parse_ticks(f"• KGS/USD = {rate} {change}%")
    assert (str(tick.rate), str(tick.change_percent), decimals(tick.rate)) == (str(f"{rate:f}"), str(f"{change:f}"), 5)


@given(st.text(alphabet=st.sampled_from("KGSUDZT/=0123456789.,% •-–()|1 "), max_size=LONGEST_TICK_LINE))
def test_no_line_breaks_the_reading_and_all_ticks_are_sound(line: str) -> None:
    for tick in parse_ticks(line):
        assert tick.base != tick.quote
        assert is_currency(tick.base)
        assert is_currency(tick.quote)
        assert tick.rate > 0
        assert line[tick.start : tick.end].strip() == line[tick.start : tick.end]


@pytest.mark.parametrize(
    "line", ["1" * 200, "1 " * 100, "USD/KGS " * 25, "USD/KGS 1, " * 18, "(" * 200, "USD/KGS" + " " * 190 + "x"]
)
def test_no_line_takes_long(line: str) -> None:
    start = time.process_time()
    for _ in range(20):
        parse_ticks(line)
    assert time.process_time() - start < 0.5


def test_the_pattern_of_a_number_takes_it_whole_or_not_at_all() -> None:
    assert re.fullmatch(rf"({NUMBER})(.*)", "12 850 0%").groups() == ("12 850", " 0%")  # type: ignore[union-attr]
