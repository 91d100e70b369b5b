"""Changes printed after a rate."""

from __future__ import annotations

import pytest

from agents.text.tick_line import parse_ticks

READ = [
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
]

UNREAD = [
    "USD/KGS 87.45 ▲ -0.14%", "USD/KGS 87.45 +0.12 (-0.14%)", "▲ USD/KGS 87.45 -0.14%", "USD/KGS 87.45 -87.95",
    "USD/KGS 87.45 (+1,234)", "USD/KGS 87.45 ▲ EUR/KGS 101.20", "USD/KGS 87.45 0.14% ▲ EUR/KGS 101.20 0.2%",
]  # fmt: skip


def said(line: str) -> str:
    return "; ".join(f"{it.base}/{it.quote} {it.rate} {it.change_percent}" for it in parse_ticks(line)) or "none"


@pytest.mark.parametrize(("line", "tick"), READ)
def test_a_change_is_read_in_every_form(line: str, tick: str) -> None:
    assert said(line) == tick


@pytest.mark.parametrize("line", UNREAD)
def test_a_rate_whose_change_has_no_reading_is_no_tick(line: str) -> None:
    assert parse_ticks(line) == []
