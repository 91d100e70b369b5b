"""The labelled pages, and the mark of tests that need them."""

from __future__ import annotations

import pytest

from tests.support import SHARED
from training.pages import LabelledPage
from training.shapes import Shape, pages_of, shape_of

__all__ = ["COMPOSED", "DATA", "FILES", "SINGLE", "measured_pages", "with_pages"]

DATA = SHARED / "data"
COMPOSED = DATA / "split_pages.jsonl.gz"
SINGLE = DATA / "pages_single.jsonl.gz"
FILES = {
    "split_pages.jsonl.gz": "dc40eb769a12e77077493d9b8cd6d8ebaa97275091dc1229febc31ed69420299",
    "pages_single.jsonl.gz": "d48d3386b48b0461dbed90e56753fa371bd1e8131291d50304742fd454ee2b3e",
    "real_multi.jsonl.gz": "32cad35bad3b63d85d91206f8d9406c2c2c0480d0ae11d07d87c8cd8bf8d6fa4",
    "real_multi_more.jsonl.gz": "d58731c98c937c765fe38c3d75e20634f5c7e51e5d0ecec5322d057028f47e2e",
    "split_briefs.jsonl.gz": "c92e08cda7cf7ddf1f81cf356479ad078b124e1d437238faa5c28bfb420aff1a",
}
"""The files, with the hashes of those that the floors are set on."""
EVERY = 6
"""One in so many real pages of one article is measured here; `make eval` measures all."""

with_pages = pytest.mark.skipif(not all((DATA / name).exists() for name in FILES), reason="the labelled pages are not at hand")


def measured_pages() -> list[LabelledPage]:
    """Return the pages that have floors."""
    pages = pages_of(DATA, Shape)
    single = [page for page in pages if shape_of(page) is Shape.SINGLE]
    return [*(page for page in pages if shape_of(page) is not Shape.SINGLE), *single[::EVERY]]
