"""The place of a line on its page."""

from __future__ import annotations

from tests.split.features.samples import PAGE, features_of, value_of


def test_a_repeated_line_counts_the_same_lines_above_it() -> None:
    page = features_of(*PAGE, *PAGE)
    assert [value_of(page, row, "same line further up") for row in (0, 8)] == [0, 1]
    assert value_of(page, 7, "line below also printed further up") == 1
