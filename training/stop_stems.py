"""Stop stems: stems that occur in many texts of a language. The more texts have a stem, the lower is its weight."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from agents.split.features.words import FULL_WEIGHT, StopStems, stem_key, stems_of
from training.pages import read_rows

__all__ = ["stop_stems_of"]

LANGUAGES = frozenset({
    "aze", "bel", "deu", "eng", "fas", "fra", "ita", "kaz", "kir", "mon", "nld", "nno", "nob", "pol", "por", "rus", "spa", "swe",
    "tgk", "tuk", "tur", "ukr", "uzb",
})  # fmt: skip
FILES = {"kyrgyz_articles": "kir", "quotes": "eng", "geo": "eng", "ner_ru": "rus"}
"""Further data files. Each file is in one language."""
MOST_OF_A_FILE = 1000
RAREST = 0.012
"""Share of the texts of a language. A stop stem occurs in a larger share."""
FEWEST = 3
"""Minimum number of texts in which a stop stem occurs."""


def stop_stems_of(data: Path) -> StopStems:
    """Return the stop stems of the texts in a folder.

    The weight of a stem falls with the logarithm of its document frequency: from FULL_WEIGHT at RAREST to 0 at 1. The
    document frequency is that of the language where the stem is most frequent.
    """
    texts: Counter[str] = Counter()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for language, text in _texts(data):
        texts[language] += 1
        counts[language].update(set(stems_of(text)))
    share: dict[int, float] = {}
    for language, stems in counts.items():
        for stem, count in stems.items():
            if count >= FEWEST and count > RAREST * texts[language]:
                key = stem_key(stem)
                share[key] = max(share.get(key, 0.0), count / texts[language])
    keys = sorted(share)
    weights = [round(FULL_WEIGHT * math.log(share[key]) / math.log(RAREST)) for key in keys]
    return StopStems(np.array(keys, np.uint32), np.array(weights, np.uint8))


def _texts(data: Path) -> Iterator[tuple[str, str]]:
    """Yield each text with its language."""
    for row in read_rows(data / "langid_news.jsonl.gz"):
        language = row["lang"].partition("-")[0]
        if language in LANGUAGES:
            yield language, " ".join(row["lines"])
    for name, language in FILES.items():
        for row in read_rows(data / f"{name}.jsonl.gz")[:MOST_OF_A_FILE]:
            yield language, row["text"]
