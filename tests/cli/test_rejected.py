"""`silkwire rejected`: the listing keeps the newest records; a wrong word is one line."""

from __future__ import annotations

import pytest

from agents.stage import Record
from streams.cli.rejected import DeadLetterListing
from streams.operate.dead_letters import read_dead_letter
from tests.support.cli import assert_one_line, silkwire


def test_a_listing_keeps_the_newest_of_all_partitions() -> None:
    found = DeadLetterListing(limit=3)
    for partition, offset, time in [(0, 0, 50), (0, 1, 60), (1, 0, 10), (1, 1, 55), (2, 0, 5)]:
        found.take(read_dead_letter(Record("silkwire.rejected.v1", partition, offset, time, None, b"x", ())))
    assert [it.id for it in found.newest] == ["0:0", "1:1", "0:1"]
    assert found.counts.total() == 5


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["replay"], ["which records?", "--all"]),
        (["replay", "7"], ["PARTITION:OFFSET"]),
        (["list", "--reason", "page.not_utf"], ["did you mean page.not_utf8"]),
        (["list", "--stage", "splitt"], ["did you mean split"]),
        (["list", "--since", "yesterday"], ["is not a time"]),
        (["purge"], ["--before TIME or --all", "from the start of each partition only"]),
    ],
)
def test_a_wrong_word_is_one_line_that_says_what_to_do(arguments: list[str], words: list[str]) -> None:
    assert_one_line(silkwire("rejected", *arguments), 2, *words)
