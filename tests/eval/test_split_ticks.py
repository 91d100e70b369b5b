"""Ticks that the splitter takes off composed pages, where they are at hand: all of them, and no other."""

from __future__ import annotations

from agents.split.result import Split
from tests.eval.labelled import COMPOSED, with_pages
from training.pages import LabelledPage, read_rows


@with_pages
def test_composed_pages_give_every_tick_and_no_other(found: list[tuple[LabelledPage, Split]]) -> None:
    splits = {page.name: split for page, split in found if page.profile != "real"}
    for page in read_rows(COMPOSED):
        tick_lines = sum(label == "TICK" for label, _ in page["line_labels"])
        expected = {tuple(pair) for pair in (page["ticker"] or {"pairs": []})["pairs"]}
        ticks = splits[page["page_id"]].ticks
        assert {(f"{t.base}/{t.quote}", str(t.rate), f"{t.change_percent}%") for t in ticks} == expected
        assert sum(tick.count for tick in ticks) == tick_lines
