"""The labelled pages, split once for all tests."""

from __future__ import annotations

import pytest

from agents.split.result import Split
from agents.split.splitter import split_page
from tests.eval.labelled import measured_pages
from training.pages import LabelledPage


@pytest.fixture(scope="session")
def found() -> list[tuple[LabelledPage, Split]]:
    """Return the labelled pages of every shape, each with its split."""
    return [(page, split_page(page.text)) for page in measured_pages()]
