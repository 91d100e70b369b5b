"""A time or date before a headline of a feed is no part of it; the entries of a live blog keep theirs."""

from __future__ import annotations

import pytest

from agents.split.headline.timestamps import after_timestamp, timestamps_of
from agents.split.line_classes import classify
from agents.split.splitter import split_page
from agents.text.lines import split_lines

HEADLINE = "Shepherds rebuild a footbridge before snow"
STORIES = [
    (HEADLINE, "Eleven shepherds carried larch beams up the valley on Monday. The bridge will hold four hundred sheep."),
    ("Felt makers open a shop in Kochkor", "Nine women sell carpets in the old post office. A second shop will open in May."),
    ("The pass stays open until the new year", "Lorries may cross it with chains. Last winter it was closed for ten weeks."),
]


@pytest.mark.parametrize(
    "stamp",
    [
        "10:15 ", "9:05 - ", "[10:15] ", "(10:15) ", "10:15 | ", "10:15\t", "10:15: ", "10h15 – ", "10:15 p.m. ", "10.15 Uhr: ",
        "3.06.2026 ", "03.06.2026, 10:15 ", "03/06/26 · ", "2026-06-03 — ",
    ],
)  # fmt: skip
def test_a_time_or_a_date_before_a_headline_is_no_part_of_it(stamp: str) -> None:
    assert after_timestamp(stamp + HEADLINE) == len(stamp)


@pytest.mark.parametrize(
    "printed",
    [
        "10.15 million sheep counted", "38:17 in the second half", "3:2 for the shepherds", "10:15", "24:00 is no hour",
        "2026 was dry", HEADLINE,
    ],
)  # fmt: skip
def test_a_number_is_no_time(printed: str) -> None:
    assert after_timestamp(printed) == 0


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("form", ["1{n}:4{n} {head}", "1{n}:4{n} - {head}", "[1{n}:4{n}] {head}", "0{n}.06.2026 | {head}"])
def test_headlines_of_a_feed_lose_their_timestamps(form: str, gap: str) -> None:
    page = gap.join(form.format(n=n, head=head) + gap + text for n, (head, text) in enumerate(STORIES, start=1))
    articles = split_page(page).articles
    assert [page[each.headline.start : each.headline.end] for each in articles if each.headline] == [head for head, _ in STORIES]
    assert [[page[block.start : block.end] for block in each.blocks] for each in articles] == [[text] for _, text in STORIES]


def test_entries_of_a_live_blog_keep_their_timestamps() -> None:
    entries = "\n\n".join(f"1{n}:4{n} {head}\n\n{text}" for n, (head, text) in enumerate(STORIES))
    lines = classify(
        split_lines(f"The day in the valley\n\nWhat happens here today, hour by hour, as our desk sees it.\n\n{entries}")
    )
    assert timestamps_of(lines, range(len(lines))) == {}


def test_a_single_headline_that_begins_with_a_time_keeps_it() -> None:
    lines = classify(split_lines(f"10:15 to Talas: {HEADLINE}\n{STORIES[0][1]}\n{STORIES[1][0]}\n{STORIES[1][1]}"))
    assert timestamps_of(lines, range(len(lines))) == {}
