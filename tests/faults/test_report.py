"""docs/reliability.md: the page that `make faults` writes."""

from __future__ import annotations

import re

from tests.faults.mutants import MUTANTS
from tests.faults.rows import ROWS
from tests.support import ROOT

PAGE = (ROOT / "docs/reliability.md").read_text("utf-8")


def test_the_page_has_every_row_and_every_mutant_once() -> None:
    assert re.findall(r"^\| ([a-z0-9-]+) \|", PAGE, re.MULTILINE) == ["row", *ROWS, "mutant", *MUTANTS]


def test_the_page_says_of_each_row_what_is_done_now() -> None:
    assert [name for name, row in ROWS.items() if f"| {name} | {row.sentence} |" not in PAGE] == []
