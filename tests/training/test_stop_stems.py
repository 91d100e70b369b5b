"""Stop stems are those that many texts of one language have."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.split.features.words import FULL_WEIGHT
from tests.training.pages import write
from training.stop_stems import FILES, stop_stems_of

STORIES = [
    {"lang": "eng", "lines": ["They said that the ferry would return.", "Harbour masters agreed."]},
    {"lang": "eng", "lines": ["They said that barley would not."]},
    {"lang": "eng-2", "lines": ["They also said that the bridge is old."]},
    *[{"lang": "zul", "lines": ["barley bridge"]}] * 9,
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write(tmp_path / "langid_news.jsonl.gz", STORIES)
    for name in FILES:
        write(tmp_path / f"{name}.jsonl.gz", [])
    return tmp_path


def test_a_stem_of_all_texts_weighs_nothing_and_a_rare_one_most(data: Path) -> None:
    assert stop_stems_of(data).weigh(["they", "said", "that"]).tolist() == [0, 0, 0, FULL_WEIGHT]
    assert set(stop_stems_of(data).weigh(["ferry", "would", "barle", "harbo"]).tolist()) == {FULL_WEIGHT}


def test_a_stem_of_many_texts_weighs_less_than_one_of_some(data: Path) -> None:
    further = [{"text": "They mention barley."}] * 5 + [{"text": "Nothing at all."}] * 20
    write(data / "quotes.jsonl.gz", further)
    they, barley = stop_stems_of(data).weigh(["they", "barle"])[:2]
    assert 0 < they < barley < FULL_WEIGHT
