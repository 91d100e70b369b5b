"""Money in real news, compared with labels by others; the floors are a little below the measured figures."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest

from agents.enrich.money.find import Money
from tests.support import SHARED

Read = Callable[..., list[Money]]

DATA = SHARED / "data"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the shared evaluation data is not here")


def documents(name: str) -> Iterator[Any]:
    with gzip.open(DATA / f"{name}.jsonl.gz") as lines:
        yield from map(orjson.loads, lines)


@pytest.mark.parametrize(
    ("name", "language", "recall", "precision"), [("ner_ru", "ru", 0.90, 0.97), ("ner_money_en", "en", 0.88, 0.80)]
)
def test_recall_and_precision_on_gold_amounts_reach_their_floors(
    read: Read, name: str, language: str, recall: float, precision: float
) -> None:
    gold = hits = found = right = 0
    for document in documents(name):
        money = read(document["text"], language)
        spans = [entity for entity in document["ents"] if entity["type"] == "MONEY"]
        digits = [span for span in spans if any(map(str.isdigit, span["text"]))]
        gold += len(digits)
        hits += sum(any(m.start < span["end"] and span["start"] < m.end for m in money) for span in digits)
        found += len(money)
        right += sum(any(m.start < span["end"] and span["start"] < m.end for span in spans) for m in money)
    assert hits / gold >= recall
    assert right / found >= precision
