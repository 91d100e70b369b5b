"""What the model says of a line's neighbours."""

from __future__ import annotations

import numpy as np

from agents.split.features.neighbours import EDGE_FEATURES, KIND_FEATURES, KINDS, edge_features, kind_features
from agents.split.features.shape import SHAPE_FEATURES


def test_edge_features_compare_the_nearest_texts_with_first_and_last_paragraphs() -> None:
    shape = np.zeros((5, len(SHAPE_FEATURES)))
    shape[:, SHAPE_FEATURES.index("length (log)")] = np.log([300.0, 40, 30, 200, 90])
    shape[:, SHAPE_FEATURES.index("quotation marks")] = [2, 9, 9, 4, 6]
    features = edge_features(shape, np.array([0.5, 9, 9, 2, 1]), np.array([3, 9, 9, 4, 5]))
    column = {name: features[:, number].tolist() for number, name in enumerate(EDGE_FEATURES)}
    assert column["text below reads like a first paragraph"] == [2, 2, 2, 1, -9]
    assert column["first paragraph: text below against text above"][1] == 1.5
    assert column["text above reads like a last paragraph"] == [-9, 3, 3, 3, 4]
    assert column["second text above reads like a last paragraph"] == [-9, -9, -9, -9, 3]
    assert column["quotation marks, text below"] == [4, 4, 4, 6, -9]
    assert column["quotation marks, text above"] == [-9, 2, 2, 2, 4]
    assert edge_features(shape[:0], np.zeros(0), np.zeros(0)).shape == (0, len(EDGE_FEATURES))


def test_kind_features_have_the_kinds_of_the_line_and_its_neighbours() -> None:
    kinds = np.zeros((3, len(KINDS)))
    kinds[:, KINDS.index("DEK")] = [0.1, 0.2, 0.3]
    features = kind_features(kinds)
    column = {name: features[:, number].tolist() for number, name in enumerate(KIND_FEATURES)}
    assert column["probability of standfirst"] == [0.1, 0.2, 0.3]
    assert column["probability of standfirst, line 1 below"] == [0.2, 0.3, -1]
    assert column["probability of standfirst, line 1 above"] == [-1, 0.1, 0.2]
    assert column["probability of standfirst, line 2 below"] == [0.3, -1, -1]
    assert kind_features(kinds[:0]).shape == (0, len(KIND_FEATURES))
