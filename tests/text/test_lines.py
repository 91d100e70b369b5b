"""Lines cover the text, with any separators in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.text.lines import split_lines

BROKEN = st.text(alphabet=st.sampled_from("ab \n\r\t\x0b\x0c\x1c\x85\u2028\u2029\u200b\ufeff\u00ad"))


@given(st.one_of(st.text(), BROKEN))
def test_lines_cover_the_text_and_end_after_each_line_feed(text: str) -> None:
    lines = split_lines(text)
    assert "".join(text[line.start : line.end] for line in lines) == text
    assert [line.start for line in lines[1:]] == [line.end for line in lines[:-1]]
    assert all(line.end > line.start for line in lines)
    assert all("\n" not in text[line.start : line.end - 1] for line in lines)


@given(BROKEN)
def test_the_printed_part_is_within_its_line_without_invisible_ends(text: str) -> None:
    for line in split_lines(text):
        assert line.start <= line.left <= line.right <= line.end
        assert text[line.left : line.right] == line.printed == line.printed.strip()
        assert (line.left < line.right) == any(each in "ab" for each in text[line.start : line.end])


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("", []),
        ("one", ["one"]),
        ("one\n", ["one"]),
        ("one\n\n", ["one", ""]),
        ("\n", [""]),
        ("one\r\ntwo\r\n", ["one", "two"]),
        ("one\rtwo", ["one\rtwo"]),
        ("one\u2028two\x0bthree", ["one\u2028two\x0bthree"]),
        ("\u200b \ufeffone\u00a0\n\u200e", ["one", ""]),
    ],
)
def test_only_a_line_feed_ends_a_line(text: str, printed: list[str]) -> None:
    assert [line.printed for line in split_lines(text)] == printed
