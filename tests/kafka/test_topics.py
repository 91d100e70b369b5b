"""A missing topic stops a command or worker, with the command that helps."""

from __future__ import annotations

import pytest

from schemas.topics import PAGES_RAW
from streams.errors import TopicMissing
from streams.kafka.topics import TopicFinding, raise_for_missing

FINE = TopicFinding(PAGES_RAW, "s.pages.raw.v1", "ok")
MISSING = TopicFinding(PAGES_RAW, "s.pages.raw.v1", "missing", "4 partitions to create")
REFUSED = TopicFinding(PAGES_RAW, "s.pages.raw.v1", "refused", "has 3 partitions")


@pytest.mark.parametrize(
    ("findings", "message"),
    [
        ([FINE, MISSING], "is missing: 4 partitions to create. Run: silkwire topics apply"),
        (
            [MISSING, REFUSED],
            "is missing: 4 partitions to create. More topics that are missing or refused: 1. Run: silkwire topics apply",
        ),
        ([REFUSED, FINE], "is refused: has 3 partitions. Run: silkwire topics show"),
    ],
)
def test_the_error_names_the_first_topic_and_a_command_that_helps(findings: list[TopicFinding], message: str) -> None:
    with pytest.raises(TopicMissing) as error:
        raise_for_missing(findings)
    assert str(error.value) == f"topic s.pages.raw.v1 {message}"


def test_a_topic_that_differs_stops_nothing() -> None:
    differs = TopicFinding(PAGES_RAW, "s.pages.raw.v1", "differs", "retention.ms: 1 -> 2")
    raise_for_missing([FINE, differs])
    with pytest.raises(TopicMissing, match="is missing") as error:
        raise_for_missing([differs, MISSING])
    assert "More topics" not in str(error.value)
