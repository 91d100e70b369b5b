"""A topic that is missing or makes results wrong stops a worker, with the command that helps."""

from __future__ import annotations

import pytest

from schemas.topics import PAGES_RAW
from streams.errors import TopicMissing
from streams.kafka.topics import TopicFinding, TopicStatus, raise_for_unusable

FINE = TopicFinding(PAGES_RAW, "s.pages.raw.v1", "ok")
MISSING = TopicFinding(PAGES_RAW, "s.pages.raw.v1", "missing", unusable="is missing: partitions to create: 4")
REFUSED = TopicFinding(
    PAGES_RAW, "s.pages.raw.v1", "refused", unusable="is refused: partitions: 3", remedy="silkwire topics show"
)  # fmt: skip
STATUSES: tuple[TopicStatus, ...] = ("differs", "refused")


@pytest.mark.parametrize(
    ("findings", "message"),
    [
        ([FINE, MISSING], "is missing: partitions to create: 4. Run: silkwire topics apply"),
        (
            [MISSING, REFUSED],
            "is missing: partitions to create: 4. More topics that stop a worker: 1. Run: silkwire topics apply",
        ),
        ([REFUSED, FINE], "is refused: partitions: 3. Run: silkwire topics show"),
    ],
)
def test_the_error_names_the_first_topic_and_a_command_that_helps(findings: list[TopicFinding], message: str) -> None:
    with pytest.raises(TopicMissing) as error:
        raise_for_unusable(findings)
    assert str(error.value) == f"topic s.pages.raw.v1 {message}"


@pytest.mark.parametrize("status", STATUSES)
def test_a_topic_that_is_only_different_stops_nothing(status: TopicStatus) -> None:
    differs = TopicFinding(PAGES_RAW, "s.pages.raw.v1", status, "retention.ms: 1 -> 2")
    raise_for_unusable([FINE, differs])
    with pytest.raises(TopicMissing, match="is missing") as error:
        raise_for_unusable([differs, MISSING])
    assert "More topics" not in str(error.value)
