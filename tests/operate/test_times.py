"""Times as operators write and read them."""

from __future__ import annotations

import pytest

from streams.errors import UsageError
from streams.operate.times import ago, format_time, parse_time

NOW = 1_794_628_800_000


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("0s", NOW),
        ("15m", NOW - 900_000),
        ("2h", NOW - 7_200_000),
        ("3d", NOW - 259_200_000),
        ("2026-11-14T04:00:00Z", NOW),
        ("2026-11-14T04:00:00", NOW),
        ("2026-11-14T10:00:00+06:00", NOW),
        (None, None),
    ],
)
def test_a_time_is_an_age_or_rfc_3339(text: str | None, time: int | None) -> None:
    assert parse_time(text, NOW) == time


@pytest.mark.parametrize("text", ["yesterday", "5", "-2h", "2026-13-01", ""])
def test_a_malformed_time_is_an_error(text: str) -> None:
    with pytest.raises(UsageError, match="is not a time"):
        parse_time(text, NOW)


def test_ages_are_shown_in_their_largest_unit() -> None:
    assert [ago(it) for it in (0, 0.5, 42, 90, 7_300, 200_000)] == ["0 s", "0.5 s", "42 s", "2 min", "2 h", "2 d"]
    assert format_time(NOW) == "2026-11-14T04:00:00Z"
