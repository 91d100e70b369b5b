"""The shape of a line."""

from __future__ import annotations

import pytest

from agents.split.features.shape import SHAPE_FEATURES, shape_features
from agents.split.line_classes import classify
from agents.text.lines import split_lines


@pytest.mark.parametrize(
    ("line", "label", "signs"),
    [
        ("Read also: Growers pool money", 2, 0),
        ("Yana o‘qing: Bog‘bonlar muzxona quradi", 2, 0),
        ("À lire aussi\u00a0: Les bergers", 3, 0),
        ("ДАГЫ ОКУҢУЗ: Өкмөт жыйыны", 2, 0),
        ("Сөз: өзгөрүү башталды", 0, 0),
        ('Minister: "We wait"', 1, 0),
        ("The council met on 08-12-2025 about COVID-19", 0, 0),
        ("KASE 5 412,30 +0,6%", 0, 2),
        ("Нарын −4 °C, ветер 7 м/с", 0, 2),
        ("Gold: 2,650 $ ▲ 0.3%", 1, 3),
        ("See also » Growers pool money", 2, 0),
        ("Ещё по теме — Садоводы строят теплицу", 3, 0),
        ("ON THIS TOPIC | Growers pool money", 3, 0),
        ("The bridge - a gift of the town - is open", 0, 0),
    ],
)
def test_a_line_has_the_words_of_its_label_and_its_signs_of_units_and_changes(line: str, label: int, signs: int) -> None:
    shown = dict(zip(SHAPE_FEATURES, shape_features(classify(split_lines(line)))[0], strict=True))
    assert (shown["words of a label"], shown["signs of units and changes"]) == (label, signs)
