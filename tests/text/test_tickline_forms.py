"""Tick lines in the many forms that sites print them, and what only looks like one."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.text.currencies import currency_of
from agents.text.tickline import LONGEST_TICK_LINE, error_bound, parse_ticks

ONE = [
    # moves
    ("EUR/USD 1,0693 %-0,34", "EUR/USD 1.0693 -0.34"),
    ("GBP/TRY 40,6481 %0,40", "GBP/TRY 40.6481 0.40"),
    ("USD/KGS 87,45 (+0,12)", "USD/KGS 87.45 None"),
    ("USD/KGS 87,45 (▲0,12)", "USD/KGS 87.45 None"),
    ("USD/KGS 87.45 -0.12", "USD/KGS 87.45 None"),
    ("USD/KGS 87.45 (+0.12, +0.14%)", "USD/KGS 87.45 0.14"),
    ("USD/KGS 87.45 +0.12 / +0.14%", "none"),
    ("USD/KGS 87.45 -0.12 (0.14%)", "USD/KGS 87.45 -0.14"),
    ("USD/KGS 87.45 ▼ 0.12 (0.14%)", "USD/KGS 87.45 -0.14"),
    ("USD/KGS 87.45 0.14% ▼", "USD/KGS 87.45 -0.14"),
    ("USD/KGS 87.45 ↘ -0.14%", "USD/KGS 87.45 -0.14"),
    ("USD/KGS 87.45 🔻0.14%", "USD/KGS 87.45 -0.14"),
    ("USD/KGS 87.45 ▲", "USD/KGS 87.45 None"),
    ("▼ USD/KGS 87.45 0.14%", "USD/KGS 87.45 -0.14"),
    ("USD/KGS ▼ 87.45 (0.14%)", "USD/KGS 87.45 -0.14"),
    ("USD/KGS 87.45 -0%", "USD/KGS 87.45 -0"),
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

NONE = [
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
    # moves without one reading
    "USD/KGS 87.45 ▲ -0.14%", "USD/KGS 87.45 +0.12 (-0.14%)", "▲ USD/KGS 87.45 -0.14%", "USD/KGS 87.45 -87.95",
    "USD/KGS 87.45 (+1,234)", "USD/KGS 87.45 ▲ EUR/KGS 101.20", "USD/KGS 87.45 0.14% ▲ EUR/KGS 101.20 0.2%",
    # buying dearer than selling, and too wide to be one rate
    "USD/KGS 87.60 / 87.20", "USD/KGS 87.20 / 187.60", "USD/KGS 87.20 / 2026", "USD/KGS: Sell 87.60 Buy 87.20",
    # prose
    "Доллар подорожал до 87,45 сома", "За 1 доллар дают 87,45 сома", "Доллар США 87,45 сома, евро дороже",
    "1 USD = 87.45 KGS on Monday", "The som fell 0.14% to 87.45", "Som 2025", "Доллар: 87,45 сома против 87,33 днем ранее",
    "Euro 2024", "Company reports 1 dollar = 87.45 som", "1 US dollar buys 87.45 som",
]  # fmt: skip


def said(line: str) -> str:
    return "; ".join(f"{it.base}/{it.quote} {it.rate} {it.change_percent}" for it in parse_ticks(line)) or "none"


@pytest.mark.parametrize(("line", "tick"), ONE)
def test_a_tick_is_read_in_every_form_that_names_both_currencies(line: str, tick: str) -> None:
    assert said(line) == tick


@pytest.mark.parametrize(("line", "tick"), BOTH)
def test_of_buying_and_selling_the_middle_counts_and_its_error_reaches_both(line: str, tick: str) -> None:
    assert [f"{it.base}/{it.quote} {it.rate} +- {it.error_bound}" for it in parse_ticks(line)] == [tick]


@pytest.mark.parametrize("line", NONE)
def test_what_may_mean_something_else_is_no_tick(line: str) -> None:
    assert said(line) == "none"


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
def test_several_ticks_of_any_form_stand_on_a_line_each_at_its_place(line: str, places: list[str]) -> None:
    assert [line[it.start : it.end] for it in parse_ticks(line)] == places


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("KGS", "KGS"), ("сом", "KGS"), ("som", "KGS"), ("so'm", "UZS"), ("So\u2018m", "UZS"), ("сум", "UZS"), ("тенге", "KZT"),
        ("US$", "USD"), ("ДОЛЛАР США", "USD"), ("Kazakhstani tenge", "KZT"), ("узбекский сум", "UZS"), ("евро", "EUR"),
        ("kgs", None), ("XXX", None), ("XTS", None), ("ABC", None), ("manat", None), ("туркменский манат", None), ("¥", None),
        ("top", None), ("Try", None), ("", None),
    ],
)  # fmt: skip
def test_a_currency_is_known_by_its_code_symbol_or_unmistakable_name(printed: str, code: str | None) -> None:
    assert currency_of(printed) == code


NAMES = st.sampled_from([("доллар США", "USD"), ("$", "USD"), ("USD", "USD"), ("евро", "EUR"), ("€", "EUR"), ("тенге", "KZT")])
RATES = st.decimals(min_value="0.00001", max_value=999_999, places=5)


@given(NAMES, RATES, st.sampled_from([".", ","]), st.sampled_from([" = ", " – ", "="]), st.sampled_from([" сом", " KGS"]))
def test_every_rate_of_a_unit_comes_back_digit_for_digit(
    named: tuple[str, str], rate: Decimal, point: str, sign: str, quote: str
) -> None:
    (tick,) = parse_ticks(f"1 {named[0]}{sign}{f'{rate:f}'.replace('.', point)}{quote}")
    assert (tick.base, tick.quote, str(tick.rate), tick.error_bound) == (named[1], "KGS", f"{rate:f}", error_bound(rate))


@given(RATES, st.integers(0, 10))
def test_both_buying_and_selling_lie_within_the_error_of_the_middle(buying: Decimal, percent: int) -> None:
    selling = (buying + buying * percent / 100).quantize(buying, ROUND_DOWN)
    (tick,) = parse_ticks(f"USD/KGS {buying:f} / {selling:f}")
    assert tick.rate - tick.error_bound <= buying - (0 if buying == selling else error_bound(buying))
    assert tick.rate + tick.error_bound >= selling


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


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_whatever_the_pieces_all_ticks_are_sound_and_in_order(line: str) -> None:
    ticks = parse_ticks(line[:LONGEST_TICK_LINE])
    assert all(it.base != it.quote and it.rate > it.error_bound > 0 for it in ticks)
    assert all(one.end <= other.start for one, other in pairwise(ticks))
    assert all(line[it.start : it.end].strip() == line[it.start : it.end] != "" for it in ticks)
