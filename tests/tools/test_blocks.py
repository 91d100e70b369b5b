"""A generated block of a page is replaced, and nothing else of it."""

from __future__ import annotations

import pytest

from tools.blocks import rewrite_block, table_row

PAGE = "before\n<!-- a -->\nold\n<!-- /a -->\nbetween\n<!-- b -->\n<!-- /b -->\nafter\n"


def test_only_the_lines_between_the_markers_change() -> None:
    written = rewrite_block(PAGE, "a", ["new", "lines"])
    assert written == PAGE.replace("old\n", "new\nlines\n")
    assert rewrite_block(written, "a", ["new", "lines"]) == written
    assert rewrite_block(PAGE, "b", ["new"]) == PAGE.replace("<!-- b -->\n", "<!-- b -->\nnew\n")


@pytest.mark.parametrize("page", ["", "<!-- a -->\n", "<!-- /a -->"])
def test_a_page_without_the_markers_is_an_error(page: str) -> None:
    with pytest.raises(ValueError, match="no block a"):
        rewrite_block(page, "a", [])


def test_a_cell_cannot_end_its_column() -> None:
    assert table_row("a|b", "") == "| a\\|b |  |"
