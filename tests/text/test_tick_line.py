"""Tick lines in the forms that sites print, and lines that only look like one."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.text.currencies import is_currency
from agents.text.numbers import decimals
from agents.text.tick_line import LONGEST_TICK_LINE, error_bound, parse_ticks
from tests.support.cost import LINEAR, growth

PAIRS = [
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

FORMS = [
    # units
    ("1 USD – 87,45 KGS", "USD/KGS 87.45 None"),
    ("1 доллар США = 87,45 сома", "USD/KGS 87.45 None"),
    ("1 АКШ доллары = 87,45 сом", "USD/KGS 87.45 None"),
    ("1 евро — 101,20 сом", "EUR/KGS 101.20 None"),
    ("1 рубль = 1,0953 сом (-0,2%)", "RUB/KGS 1.0953 -0.2"),
    ("1 АҚШ доллары = 514,20 теңге", "USD/KZT 514.20 None"),
    ("1 AQSH dollari = 12 850,15 so\u2018m", "USD/UZS 12850.15 None"),
    ("1 US dollar = 87.45 som", "USD/KGS 87.45 None"),
    ("1 US$ = 10.92 TJS", "USD/TJS 10.92 None"),
    ("$1 = 87,45 сом", "USD/KGS 87.45 None"),
    ("€1 = $1.0842", "EUR/USD 1.0842 None"),
    ("USD 1 = KGS 87.45", "USD/KGS 87.45 None"),
    ("1$ = 87,45 руб.", "USD/RUB 87.45 None"),
    ("100 рублей = 109,53 сома", "RUB/KGS 1.0953 None"),
    ("1 Russian ruble = 1.0953 Kyrgystani soms", "RUB/KGS 1.0953 None"),
    ("1 \u20ba = 2,12 сом", "TRY/KGS 2.12 None"),
    # a currency, its rate, the other currency
    ("USD 87,45 сом (+0,12)", "USD/KGS 87.45 None"),
    ("USD: 87,45 сом", "USD/KGS 87.45 None"),
    ("• Доллар США — 87,45 сома", "USD/KGS 87.45 None"),
    ("EURO 34,7760 TL %-0,56", "EUR/TRY 34.7760 -0.56"),
    ("EUR = 556 тенге", "EUR/KZT 556 None"),
    ("Российский рубль: 5,72 тенге", "RUB/KZT 5.72 None"),
    ("KGS: 0.01144 USD", "KGS/USD 0.01144 None"),
    # names and symbols in a pair
    ("доллар/сом 87,45", "USD/KGS 87.45 None"),
    ("$/₸ 514,20 ▲ 0,1%", "USD/KZT 514.20 0.1"),
    ("US$/so'm = 12 850,15", "USD/UZS 12850.15 None"),
]

BOTH = [
    ("USD/KGS 87.20 / 87.60", "USD/KGS 87.40 +- 0.205"),
    ("USD/KGS 87.20/87.65 +0.1%", "USD/KGS 87.425 +- 0.230"),
    ("USD/KGS: покупка 87,20 продажа 87,60", "USD/KGS 87.40 +- 0.205"),
    ("USD/KGS: Buy 87.20 | Sell 87.60", "USD/KGS 87.40 +- 0.205"),
    ("USD/KZT сатып алу: 512,10, сату: 515,30", "USD/KZT 513.70 +- 1.605"),
    ("USD 87,20 / 87,60 сом", "USD/KGS 87.40 +- 0.205"),
    ("USD: покупка 87,20 / продажа 87,60 сом", "USD/KGS 87.40 +- 0.205"),
]

NO_PAIRS = [
    "", "0%", "USD 87,45 (+0,12%)", "USD/KGS", "USD/USD 1.00", "ABC/USD 1.2", "USD/XXX 1.2", "usd/kgs 87.45",
    "USD/KGS 87,450", "USD/KGS 514 250%", "USD/KGS -87.45", "USD/KGS 0", "USD/KGS 0.00", "USD/KGS 1.2.3",
    "USD/KGS 87.45 ▲ -0.1%", "USD/KGS 87.45 (0.1%", "USD/KGS 87.45 (08.12.2025)", "3 USD = 260 KGS",
    "The USD/KGS rate is 87.45", "USD/KGS 87.45 on Monday", "It fell to 87.45 KGS per USD.", "USD/KGS ８７.４５",
    "KGS/USD = 0.01144 0% and more", "A ticket for the ferry costs 250 KGS (about $3).",
    "• " * 120 + "USD/KGS 87.45",
]  # fmt: skip

NO_FORMS = [
    # the other currency is not named
    "USD 87,45 (+0,12)", "DOLAR 32,5090 %-0,09", "EURO 34,7760 %-0,56", "1 USD = 87.45", "USD 87.20 87.60", "$87.45",
    "USD476.98EUR527.92RUR7.49", "USD: покупка 87,20 / продажа 87,60",
    # of several countries, or of none
    "1 manat = 24.90 som", "1 USD = 3.50 манат", "1 USD = 149.50 ¥", "1 USD = 1.50 XXX", "XXX: 87.45 сом", "1 dram = 0.22 som",
    # the same currency twice, no rate, two readings
    "$38.24 USD", "1 доллар США = 1,00 USD", "1 USD = 0 сом", "$1 = 87,450 сом", "USD 0.00 сом",
    # amounts
    "USD 100 EUR", "TOP 19.99 EUR", "CUP: 4.50 EUR", "CAD 25.00 $", "CAD 25.00 dollars", "1 EUR - 50 USD", "$10 - €9.50",
    "$119 $79 (34% off)", "Price: 50 USD", "€12.99 ($13.99 USD)", "3 доллара = 262 сома", "$10 / €9", "EUR 45 USD 50",
    # buying dearer than selling, and too wide to be one rate
    "USD/KGS 87.60 / 87.20", "USD/KGS 87.20 / 187.60", "USD/KGS 87.20 / 2026", "USD/KGS: Sell 87.60 Buy 87.20",
    # prose
    "Доллар подорожал до 87,45 сома", "За 1 доллар дают 87,45 сома", "Доллар США 87,45 сома, евро дороже",
    "1 USD = 87.45 KGS on Monday", "The som fell 0.14% to 87.45", "Som 2025", "Доллар: 87,45 сома против 87,33 днем ранее",
    "Euro 2024", "Company reports 1 dollar = 87.45 som", "1 US dollar buys 87.45 som",
]  # fmt: skip

NAMES = st.sampled_from([("доллар США", "USD"), ("$", "USD"), ("USD", "USD"), ("евро", "EUR"), ("€", "EUR"), ("тенге", "KZT")])

RATES = st.decimals(min_value="0.00001", max_value=999_999, places=5)

PIECES = [
    "USD",
    "KGS",
    "сом",
    "доллар",
    "$",
    "€",
    "/",
    " / ",
    "=",
    " = ",
    " ",
    "%",
    "1",
    "87.45",
    "87,45",
    "▲",
    "▼",
    "+",
    "-",
    "(",
    ")",
    "|",
    ":",
]


def values_of(line: str) -> list[str]:
    return [f"{tick.base} {tick.quote} {tick.rate} {tick.change_percent}" for tick in parse_ticks(line)]


def said(line: str) -> str:
    return "; ".join(f"{it.base}/{it.quote} {it.rate} {it.change_percent}" for it in parse_ticks(line)) or "none"


@pytest.mark.parametrize(("line", "tick"), PAIRS)
def test_a_tick_line_gives_pair_rate_and_change(line: str, tick: str) -> None:
    assert values_of(line) == [tick]


@pytest.mark.parametrize(("line", "tick"), FORMS)
def test_a_tick_is_read_in_every_form_with_both_currencies(line: str, tick: str) -> None:
    assert said(line) == tick


@pytest.mark.parametrize(("line", "tick"), BOTH)
def test_buying_and_selling_give_the_middle_and_an_error_that_reaches_both(line: str, tick: str) -> None:
    assert [f"{it.base}/{it.quote} {it.rate} +- {it.error_bound}" for it in parse_ticks(line)] == [tick]


@pytest.mark.parametrize("line", NO_PAIRS)
def test_an_ambiguous_line_or_prose_gives_no_tick(line: str) -> None:
    assert parse_ticks(line) == []


@pytest.mark.parametrize("line", NO_FORMS)
def test_a_line_that_may_mean_something_else_gives_no_tick(line: str) -> None:
    assert said(line) == "none"


@pytest.mark.parametrize("between", [" | ", "; ", " • ", ", ", "  ", "\t"])
def test_several_ticks_on_a_line_are_read(between: str) -> None:
    line = f"• KGS/USD = 0.01144 0%{between}KZT/USD = 0.00197 -0%{between}1 EUR = 1.16 USD"
    assert values_of(line) == ["KGS USD 0.01144 0", "KZT USD 0.00197 -0", "EUR USD 1.16 None"]


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("▼ USD/KGS 87.45 0.14% | EUR/KGS 101,20 (+0,12)", ["USD/KGS 87.45 0.14%", "EUR/KGS 101,20 (+0,12)"]),
        (
            "1 доллар\u00a0США = 87,45\u00a0сом; 1 евро = 101,20 сом",
            ["1 доллар\u00a0США = 87,45\u00a0сом", "1 евро = 101,20 сом"],
        ),
        ("USD: 87,45 сом • EUR: 101,20 сом", ["USD: 87,45 сом", "EUR: 101,20 сом"]),
        ("USD/KGS 87.20/87.60 EUR/KGS 101.2/102.2", ["USD/KGS 87.20/87.60", "EUR/KGS 101.2/102.2"]),
        ("EUR/USD 1,0693 %-0,34 GBP/TRY 40,6481 %-0,40", ["EUR/USD 1,0693 %-0,34", "GBP/TRY 40,6481 %-0,40"]),
        ("1 USD = 87.45 KGS 1 EUR = 101.20 KGS", ["1 USD = 87.45 KGS", "1 EUR = 101.20 KGS"]),
    ],
)
def test_several_ticks_of_any_form_on_a_line_have_their_offsets(line: str, places: list[str]) -> None:
    assert [line[it.start : it.end] for it in parse_ticks(line)] == places


def test_the_offsets_of_a_tick_are_those_of_its_characters() -> None:
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


@given(st.decimals(min_value="0.00001", max_value=999_999, places=5), st.decimals(-99, 99, places=2))
def test_every_rate_of_a_pair_is_read_digit_for_digit(rate: Decimal, change: Decimal) -> None:
    (tick,) = parse_ticks(f"• KGS/USD = {rate} {change}%")
    assert (str(tick.rate), str(tick.change_percent), decimals(tick.rate)) == (str(f"{rate:f}"), str(f"{change:f}"), 5)


@given(NAMES, RATES, st.sampled_from([".", ","]), st.sampled_from([" = ", " – ", "="]), st.sampled_from([" сом", " KGS"]))
def test_every_rate_of_a_unit_is_read_digit_for_digit(
    named: tuple[str, str], rate: Decimal, point: str, sign: str, quote: str
) -> None:
    (tick,) = parse_ticks(f"1 {named[0]}{sign}{f'{rate:f}'.replace('.', point)}{quote}")
    assert (tick.base, tick.quote, str(tick.rate), tick.error_bound) == (named[1], "KGS", f"{rate:f}", error_bound(rate))


@given(st.decimals("0.001", "99999", places=12), st.integers(1, 8))
def test_the_true_rate_is_within_the_error_bound_of_the_printed_one(true: Decimal, digits: int) -> None:
    line = f"USD/KGS = {true:.{digits}f}"
    for read in parse_ticks(line):
        assert abs(read.rate - true) <= read.error_bound
    assert parse_ticks(line) or Decimal(line.rsplit(maxsplit=1)[-1]) == 0


@given(RATES, st.integers(0, 10))
def test_buying_and_selling_are_within_the_error_of_the_middle(buying: Decimal, percent: int) -> None:
    selling = (buying + buying * percent / 100).quantize(buying, ROUND_DOWN)
    (tick,) = parse_ticks(f"USD/KGS {buying:f} / {selling:f}")
    assert tick.rate - tick.error_bound <= buying - (0 if buying == selling else error_bound(buying))
    assert tick.rate + tick.error_bound >= selling


@given(st.text(alphabet=st.sampled_from("KGSUDZT/=0123456789.,% •-–()|1 "), max_size=LONGEST_TICK_LINE))
def test_any_line_can_be_read_and_its_ticks_are_valid(line: str) -> None:
    for tick in parse_ticks(line):
        assert tick.base != tick.quote
        assert is_currency(tick.base)
        assert is_currency(tick.quote)
        assert tick.rate > 0
        assert line[tick.start : tick.end].strip() == line[tick.start : tick.end]


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_ticks_of_any_pieces_are_valid_and_in_order(line: str) -> None:
    ticks = parse_ticks(line[:LONGEST_TICK_LINE])
    assert all(it.base != it.quote and it.rate > it.error_bound > 0 for it in ticks)
    assert all(one.end <= other.start for one, other in pairwise(ticks))
    assert all(line[it.start : it.end].strip() == line[it.start : it.end] != "" for it in ticks)


@pytest.mark.parametrize(
    "line",
    [
        lambda size: "1" * size,
        lambda size: "1 " * (size // 2),
        lambda size: "USD/KGS " * (size // 8),
        lambda size: "USD/KGS 1, " * (size // 11),
        lambda size: "(" * size,
        lambda size: "USD/KGS" + " " * (size - 8) + "x",
    ],
)
def test_the_cost_of_a_hostile_line_grows_with_its_length(line: Callable[[int], str]) -> None:
    assert growth(parse_ticks, line(LONGEST_TICK_LINE // 2), line(LONGEST_TICK_LINE)) < LINEAR
