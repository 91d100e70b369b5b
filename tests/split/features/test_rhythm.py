"""A page of several stories repeats one layout, which shows its headlines."""

from __future__ import annotations

import numpy as np
import pytest

from agents.split.features.regularity import RHYTHM_FEATURES, rhythm_features
from agents.split.features.rhythm import NO_TEXT, Rhythm, rhythm_of
from agents.split.line_classes import classify
from agents.text.lines import split_lines

TEXT = "Workers cleared the last rocks from the road below the pass on Monday, and a grader levels the gravel now."
LONGER = TEXT + " Drivers hope that lorries with hay can cross by the middle of the month, before winter comes."


def _rhythm(page: str) -> tuple[Rhythm, list[str]]:
    lines = classify(split_lines(page))
    rows = np.array([number for number, classed in enumerate(lines) if classed.line.printed], np.int64)
    return rhythm_of(lines, rows), [lines[number].line.printed for number in rows.tolist()]


def _openers(page: str) -> list[str]:
    rhythm, printed = _rhythm(page)
    return [line for line, opens in zip(printed, rhythm.opener.tolist(), strict=True) if opens]


@pytest.mark.parametrize(
    ("page", "openers"),
    [
        (f"Road through the pass opens\n{TEXT}", ["Road through the pass opens"]),
        (f"Road through the pass opens\n\n12 November 2026\nBy Aida Bekova\n{TEXT}", ["Road through the pass opens"]),
        ("Home\nPolitics\nSport\nContacts\nAbout us", []),
        (f"{LONGER}\n{LONGER}", []),
        (
            "Road through the pass opens\nVillages on both sides of the pass meet again after a long winter without a road",
            ["Road through the pass opens"],
        ),
    ],
    ids=["headline and text", "time and author between", "menu", "running text alone", "teaser without a full stop"],
)
def test_a_line_opens_the_longer_text_below_it(page: str, openers: list[str]) -> None:
    assert _openers(page) == openers


def test_a_line_longer_than_the_next_opens_no_text() -> None:
    assert _openers(f"{LONGER}\nRead more") == []


def test_stories_printed_alike_share_a_pattern() -> None:
    story = "Society\n{}\n14:0{}\n" + TEXT + "\nRead more"
    rhythm, printed = _rhythm("\n".join(story.format(f"Village number {n} builds a new school", n) for n in range(4)))
    heads = [row for row, line in enumerate(printed) if line.startswith("Village")]
    assert len({int(rhythm.pattern[row]) for row in heads}) == 1
    assert rhythm.opener[heads].all()


def test_a_headline_that_a_list_of_contents_names_is_listed_above() -> None:
    rhythm, printed = _rhythm(f"• Road through the pass opens\n• School gets a roof\n\nRoad through the pass opens\n{TEXT}")
    assert dict(zip(printed, rhythm.listed_above.tolist(), strict=True))["Road through the pass opens"] == 1


def test_every_line_has_a_row_of_features_and_an_empty_page_has_none() -> None:
    for page in ("", "Menu", f"Road through the pass opens\n{TEXT}"):
        rhythm, printed = _rhythm(page)
        rows = np.arange(len(printed))
        nothing = np.zeros(len(printed))
        features = rhythm_features(rhythm, rows, nothing, nothing, nothing)
        assert features.shape == (len(printed), len(RHYTHM_FEATURES))
        assert np.isfinite(features).all()


def test_a_line_far_above_the_text_opens_none() -> None:
    rhythm, printed = _rhythm("Road through the pass opens\n1\n2\n3\n4\n5\n" + TEXT)
    assert rhythm.gap[printed.index("Road through the pass opens")] == NO_TEXT
