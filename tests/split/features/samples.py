"""Two short texts, and the features of pages made of them."""

from __future__ import annotations

import numpy as np

from agents.split.features.page import PAGE_FEATURES, PageFeatures, page_features_of
from agents.split.features.words import StopStems, stem_key
from agents.split.line_classes import classify
from agents.text.lines import split_lines

__all__ = ["FERRY", "GOING_ON", "PAGE", "SEED", "features_of", "stop_stems", "value_of"]

FERRY = [
    "The ferry across the lake began its first crossing in two years after engineers rebuilt the northern pier.",
    "Harbour master Ilyas Denov said the ferry would carry eighty passengers across the lake in calm weather.",
    "Villages on the lake depend on the ferry for their market, and Denov said the pier would last for decades.",
]
SEED = [
    "Parliament postponed a vote on stricter rules for imported seed after farmers complained about barley.",
    "Agriculture minister Pavel Orosz told deputies that two laboratories would test the imported seed.",
    "Farmers said that parliament should vote on the seed rules when Orosz has opened the laboratories.",
]
PAGE = ["Ferry Crosses the Lake Again After Pier Is Rebuilt", *FERRY, "Parliament Delays Vote on Imported Seed", *SEED]
GOING_ON = [PAGE[0], *FERRY, "A Ferry for the Market", *FERRY]


def stop_stems(**weights: int) -> StopStems:
    keyed = sorted((stem_key(stem), weight) for stem, weight in weights.items())
    return StopStems(np.array([key for key, _ in keyed], np.uint32), np.array([weight for _, weight in keyed], np.uint8))


def features_of(*lines: str) -> PageFeatures:
    return page_features_of(classify(split_lines("\n".join(lines))), stop_stems())


def value_of(page: PageFeatures, row: int, name: str) -> float:
    return float(page.features[row, PAGE_FEATURES.index(name)])
