"""Tick lines on pages: their ticks, and lines that only resemble them."""

from __future__ import annotations

import pytest

from agents.split.splitter import split_page

PAGE = """Kochkor Opens a Market for Felt

{line}

The town of Kochkor has opened a market for felt makers, with eighty stalls next to the bus station in the valley.

"""


@pytest.mark.parametrize(
    ("line", "tick"),
    [
        ("USD/KGS 87.20 / 87.60", "USD/KGS 87.40 2 +- 0.205"),
        ("USD/KGS: покупка 87,200 продажа 87,65", "none"),
        ("USD/KGS: покупка 87,20 продажа 87,65", "USD/KGS 87.425 3 +- 0.230"),
        ("1 доллар США = 87,45 сома", "USD/KGS 87.45 2 +- 0.005"),
        ("100 JPY = 0.64 USD", "JPY/USD 0.0064 4 +- 0.00005"),
        ("ABC/USD = 0.01144 0%", "none"),
        ("XXX/USD = 0.01144 0%", "none"),
        ("USD/USD = 1.00000 0%", "none"),
        ("KGS/USD = 0.00000 0%", "none"),
        ("1 доллар США = 0,00 сома", "none"),
    ],
)
def test_a_line_is_a_tick_with_its_error_or_stays_on_the_page_as_it_is(line: str, tick: str) -> None:
    text = PAGE.format(line=line)
    split = split_page(text)
    found = [f"{it.base}/{it.quote} {it.rate} {it.digits} +- {it.error_bound}" for it in split.ticks]
    assert found == ([] if tick == "none" else [tick])
    (span,) = [it for it in split.spans if line in text[it.start : it.end]]
    assert (span.kind == "tick") == bool(found)
    assert [text[it.start : it.end] for it in split.ticks] == ([line] if found else [])
