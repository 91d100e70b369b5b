"""The class of a line, by its characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.split.line_classes import LineClass, classify_line, is_byline
from agents.text.lines import split_lines


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("\u00a0\u200b", LineClass.BLANK),
        ("• KGS/USD = 0.01144 0%", LineClass.TICK),
        ("08 December 2025", LineClass.DATE),
        ("By Anna Dell and Peter Lorn", LineClass.BYLINE),
        ("• Sign in", LineClass.BULLET),
        ("- the stone bridge", LineClass.BULLET),
        ("— Мы откроем мост весной, — сказал мэр.", LineClass.STATEMENT),
        ("Verin Repairs Its Bridge", LineClass.HEADING),
        ("Яңы көпүрө ачылды", LineClass.HEADING),
        ("Bridge repaired! What comes next", LineClass.HEADING),
        ("The bridge is open.", LineClass.STATEMENT),
        ("Who pays for the bridge?", LineClass.STATEMENT),
        ("The bridge is open. Work took two years.", LineClass.PROSE),
        ("The council said:", LineClass.INTRODUCTION),
        ("Share of what? " * 20, LineClass.PROSE),
        ("94", LineClass.FRAGMENT),
        ("★ 12 / 34 ★", LineClass.FRAGMENT),
    ],
)
def test_a_line_has_the_class_of_its_characters(printed: str, kind: LineClass) -> None:
    assert classify_line(split_lines(printed)[0]).kind is kind


@pytest.mark.parametrize(
    "printed",
    [
        "By Anna Dell", "Von Ulla Brandt", "Par Jeanne Moreau", "Автор: Анна Верина",
        "Published 8 May 2026 at 10:30", "5 min read",
        "Lesezeit: 5 Min.", "Время чтения: 4 минуты", "Опубликовано 8 мая 2026, 10:30",
        "Share this article", "Copy link", "Photo: A. Dell",
    ],
)  # fmt: skip
def test_a_line_about_the_article_is_a_byline(printed: str) -> None:
    assert is_byline(printed)


@pytest.mark.parametrize(
    "printed",
    [
        "By the river, people waited.", "By noon, 300 cars had crossed the bridge", "Par exemple",
        "Share prices fall", "Print run doubled",
        "Two sessions of 45 minutes", "Published poets meet in Verin", "Текстильная фабрика закрылась",
        "By Anna Dell " + "x" * 120,
    ],
)  # fmt: skip
def test_a_line_of_the_article_is_no_byline(printed: str) -> None:
    assert not is_byline(printed)


@given(st.text(alphabet=st.characters(blacklist_characters="\n"), min_size=1, max_size=300))
def test_every_line_has_a_class(printed: str) -> None:
    classed = classify_line(split_lines(printed)[0])
    assert (classed.kind is LineClass.TICK) == bool(classed.ticks)
    assert (
        classed.date is not None if classed.kind is LineClass.DATE else classed.date is None or classed.kind is LineClass.BYLINE
    )
