"""`silkwire publish` refuses what the topic cannot take, and says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.topics import PAGES_RAW
from tests.support.cli import assert_one_line, silkwire
from tests.support.ports import dead_address


@pytest.mark.parametrize("more", [1, -80], ids=["by its text alone", "with what Kafka adds"])
def test_a_page_that_is_larger_than_the_topic_takes_is_named(more: int, tmp_path: Path) -> None:
    page = tmp_path / "archive.txt"
    page.write_bytes(b"a" * (PAGES_RAW.max_bytes + more))
    with dead_address() as brokers:
        assert_one_line(
            silkwire("publish", str(page), "--brokers", brokers), 2, "archive.txt takes 4,194,", "publish it in parts"
        )
