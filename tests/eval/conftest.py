"""The labelled pages, split once for all tests that look at them."""

from __future__ import annotations

import pytest

from agents.split.model import Split
from agents.split.segment import split_page
from tests.eval.labelled import COMPOSED, SINGLE
from training.pages import LabelledPage, composed_pages, single_pages

EVERY = 6
"""Of the real pages, one in six is enough here; `make eval` takes them all."""


@pytest.fixture(scope="session")
def found() -> list[tuple[LabelledPage, Split]]:
    """Return the composed pages and some real ones, each with its split."""
    pages = [*composed_pages(COMPOSED), *single_pages(SINGLE)[::EVERY]]
    return [(page, split_page(page.text)) for page in pages]
