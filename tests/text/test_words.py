"""Stems and names: what two passages have in common."""

from __future__ import annotations

import pytest

from agents.text.words import names, stems


@pytest.mark.parametrize(
    ("one", "other"),
    [("китепкана", "китепкананын"), ("министр", "министров"), ("maktab", "maktablarga"), ("resume", "Resumed")],
)
def test_a_word_and_its_inflected_form_have_the_same_stem(one: str, other: str) -> None:
    assert stems(one) == stems(other)


def test_short_words_have_no_stem() -> None:
    assert stems("a to the и на да, 2026") == ["2026"]


def test_the_first_word_of_a_sentence_is_a_name_only_in_a_heading() -> None:
    assert names("Engineers met Denov in Osh") == ["denov", "osh"]
    assert names("Engineers met Denov in Osh", heading=True) == ["engin", "denov", "osh"]
