"""Replaces the generated blocks of a documentation page. The rest of the page is written by hand."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["rewrite_block", "table_row"]


def rewrite_block(text: str, name: str, lines: Iterable[str]) -> str:
    """Return `text` with `lines` as the new content between `<!-- name -->` and `<!-- /name -->`.

    Raises ValueError if one of the two markers is missing.
    """
    head, begin, rest = text.partition(f"<!-- {name} -->\n")
    _old, end, tail = rest.partition(f"<!-- /{name} -->")
    if not (begin and end):
        raise ValueError(f"the page has no block {name}: write <!-- {name} --> and <!-- /{name} --> where it belongs")
    return "".join((head, begin, *(f"{line}\n" for line in lines), end, tail))


def table_row(*cells: str) -> str:
    """Return a row of a Markdown table. A `|` in a cell is escaped."""
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
