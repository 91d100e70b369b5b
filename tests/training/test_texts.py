"""News texts without boilerplate, as training reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.training.pages import write
from training.dataset import FOLDS, folds_of
from training.pages import LabelledPage
from training.texts import titled_texts

LONG = "The ferry left the northern pier on Monday at dawn with eighty passengers and the mail of four villages on board."
ROWS: dict[str, list[dict[str, Any]]] = {
    "langid_news": [
        {"id": "kir/bbc.1", "lang": "kir", "doc": "bbc.1", "title": "Паром кайтты", "lines": ["Паром эртең менен жолго чыкты."]},
        {"id": "zul/bbc.1", "lang": "zul", "doc": "bbc.1", "title": "Isikebhe", "lines": ["Isikebhe sibuyile."]},
    ],
    "quotes": [{"id": "q", "lang": "en", "publisher": "lake-post", "text": "Ferry\nreturns.\n\nIt left.\n\nIt came back."}],
    "ner_ru": [{"id": "n", "lang": "ru", "title": "Паром вернулся", "text": "Паром вернулся\n05.08.2008\n\nОн отплыл утром."}],
    "geo": [
        {"id": "g", "url": "http://www.lake.example/1", "title": "Ferry back", "text": f"Ferry back. {LONG} {LONG} It came back."}
    ],
    "neardup_pairs": [
        {"lang": "ru", "a_url": "https://a.example/", "a_title": "Паром", "a_text": "Он отплыл.",
         "b_url": "https://b.example/", "b_title": "Паром", "b_text": "Он вернулся."}
    ],
}  # fmt: skip


@pytest.fixture
def texts(tmp_path: Path) -> dict[str, LabelledPage]:
    for name, rows in ROWS.items():
        write(tmp_path / f"{name}.jsonl.gz", rows)
    return {page.name: page for page in titled_texts(tmp_path)}


def test_every_text_of_a_language_of_the_labelled_pages_is_read(texts: dict[str, LabelledPage]) -> None:
    assert set(texts) == {"kir/bbc.1", "q", "n", "g", "https://a.example/", "https://b.example/"}
    assert texts["kir/bbc.1"].language == "ky"


@pytest.mark.parametrize(
    ("name", "lines", "labels"),
    [
        ("q", ["Ferry returns", "It left.", "It came back."], ["TITLE", "PAR", "PAR"]),
        ("n", ["Паром вернулся", "05.08.2008", "Он отплыл утром."], ["TITLE", "META", "PAR"]),
        ("g", ["Ferry back", f"{LONG} {LONG}", "It came back."], ["TITLE", "PAR", "PAR"]),
    ],
)
def test_a_text_begins_with_its_headline_and_has_one_paragraph_per_line(
    texts: dict[str, LabelledPage], name: str, lines: list[str], labels: list[str]
) -> None:
    assert texts[name].text.split("\n") == lines
    assert texts[name].labels == labels


def test_a_publisher_is_known_by_name_by_story_or_by_host(texts: dict[str, LabelledPage]) -> None:
    publishers = {name: texts[name].publishers[0] for name in ("q", "n", "g", "kir/bbc.1")}
    assert (publishers["q"], publishers["n"], publishers["g"], publishers["kir/bbc.1"]) == (
        "lakepost",
        "nerel",
        "lakeexample",
        "ntrexbbc",
    )


def test_a_publisher_keeps_its_fold_with_further_texts(texts: dict[str, LabelledPage]) -> None:
    pages = list(texts.values())
    alone, both = folds_of(pages[:2]), folds_of(pages[:2], pages)
    assert alone.items() <= both.items()
    assert set(both) == {page.publishers[0] for page in pages}
    assert set(both.values()) <= set(range(FOLDS))
