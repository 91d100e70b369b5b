"""The rows of labelled pages are those of the splitter: cleaned headlines, no row for a copy."""

from __future__ import annotations

import numpy as np
import pytest

from agents.split.features.inputs import THIRD_PASS_FEATURES
from agents.split.features.neighbours import KINDS
from agents.split.features.words import StopStems
from agents.split.model.passes import Prediction
from agents.split.splitter import prepared_page, split_prepared
from training.dataset import Rows, rows_of
from training.pages import LabelledPage, Origin

FERRY = "Lake ferry carries eighty passengers after two years of repairs"
TEXT = "The ferry across the lake began its first crossing in two years after engineers rebuilt the northern pier in May."
PAGE = [
    (f"{FERRY} | kolferry.example", "NAV", -1),
    ("Home > Lake > Transport", "NAV", -1),
    ("", "", -1),
    (FERRY, "META", -1),
    ("14 November 2026", "DATE", -1),
    (FERRY, "TITLE", 0),
    (TEXT, "PAR", 0),
]
COMMON = StopStems(np.zeros(0, np.uint32), np.zeros(0, np.uint8))


@pytest.fixture(scope="module")
def rows() -> Rows:
    text, labels, articles = "\n".join(line for line, _, _ in PAGE), [kind for _, kind, _ in PAGE], [own for _, _, own in PAGE]
    owners = ["lake" if article >= 0 else "page" for article in articles]
    page = LabelledPage("p", Origin.SINGLE, "real", "en", text, labels, articles, owners)
    return rows_of([page], {"lake": 3}, COMMON)


def test_a_copy_of_a_headline_has_no_row_and_its_label_moves_to_the_kept_line(rows: Rows) -> None:
    assert rows.page_features[0].rows.tolist() == [3, 4, 6]
    assert rows.labels.tolist() == [0, -1, 1 + KINDS.index("PAR")]
    assert rows.folds.tolist() == [3, 3, 3]
    assert rows.pages[0].labels[5] == "TITLE"


def test_the_features_are_those_of_the_product(rows: Rows) -> None:
    _, cleaned, page_features = prepared_page(rows.pages[0].text, COMMON)
    assert np.array_equal(rows.page_features[0].features, page_features.features)
    assert rows.copies[0] == cleaned.copies


def test_a_page_is_split_as_in_the_product(rows: Rows) -> None:
    kinds = np.zeros((3, len(KINDS)))
    kinds[:, KINDS.index("PAR")] = 1.0
    prediction = Prediction(np.array([0.9, 0.0, 0.0]), kinds, np.zeros((3, len(THIRD_PASS_FEATURES))))
    lines, cleaned, page_features = prepared_page(rows.pages[0].text, COMMON)
    split = rows.split(0, prediction)
    assert split == split_prepared(page_features, prediction, lines, cleaned.copies)
    (article,) = split.articles
    assert article.headline is not None
    assert rows.pages[0].text[article.headline.start : article.headline.end] == FERRY
