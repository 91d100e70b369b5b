"""Where the labelled pages are, and what to do without them."""

from __future__ import annotations

import pytest

from tests.support import SHARED

__all__ = ["COMPOSED", "SINGLE", "with_pages"]

COMPOSED = SHARED / "data" / "split_pages.jsonl.gz"
SINGLE = SHARED / "data" / "pages_single.jsonl.gz"

with_pages = pytest.mark.skipif(not (COMPOSED.exists() and SINGLE.exists()), reason="the labelled pages are not at hand")
