"""Where a group goes on, and why a log cannot give that offset."""

from __future__ import annotations

import pytest

from schemas.control import Mark
from schemas.state import Checkpoint
from streams.kafka.start_position import Commit, KnownOffset, LogRange, known_offset, start_position

LOG = LogRange(10, 20, "now")
MARK = KnownOffset(15, "now", "mark")


@pytest.mark.parametrize(
    ("commit", "known", "offset", "origin"),
    [
        (12, None, 12, "commit"),
        (12, MARK, 12, "commit"),
        (10, KnownOffset(5, "now", "mark"), 10, "commit"),
        (20, MARK, 20, "commit"),
        (None, MARK, 15, "mark"),
        (None, KnownOffset(20, "", "checkpoint"), 20, "checkpoint"),
        (None, None, 10, "log start"),
    ],
)
def test_a_commit_comes_first_then_what_is_known_then_the_start_of_the_log(
    commit: int | None, known: KnownOffset | None, offset: int, origin: str
) -> None:
    start = start_position(None if commit is None else Commit(commit), known, LOG)
    assert (start.offset, start.origin, start.problem, start.resume_at) == (offset, origin, "", 10)


@pytest.mark.parametrize(
    ("commit", "known", "problem"),
    [
        (9, None, "offsets 9 to 9 were deleted before they were processed"),
        (21, None, "the commit is at offset 21, but the log ends at 20"),
        (None, KnownOffset(3, "", "checkpoint"), "the checkpoint is at offset 3, and the log begins at 10"),
        (None, KnownOffset(99, "now", "mark"), "the mark is at offset 99, but the log ends at 20"),
        (15, KnownOffset(15, "before", "mark"), "its id is now, and the commit at offset 15 is of before"),
        (None, KnownOffset(15, "before", "checkpoint"), "its id is now, and the checkpoint at offset 15 is of before"),
    ],
)
def test_a_position_that_the_log_does_not_have_is_named_with_the_facts(
    commit: int | None, known: KnownOffset | None, problem: str
) -> None:
    start = start_position(None if commit is None else Commit(commit), known, LOG)
    assert problem in start.problem
    assert start.resume_at == 10


@pytest.mark.parametrize(("before", "now"), [("", "now"), ("before", "")], ids=["an old mark", "an old broker"])
def test_a_topic_without_a_known_id_is_taken_for_the_same(before: str, now: str) -> None:
    assert not start_position(Commit(15), KnownOffset(15, before, "mark"), LogRange(10, 20, now)).problem


@pytest.mark.parametrize(
    ("through", "checkpoint_id", "mark", "offset", "origin"),
    [
        (19, "now", 15, 15, "mark"),
        (9, "now", 15, 10, "checkpoint"),
        (14, "now", 15, 15, "checkpoint"),
        (19, "before", 15, 20, "checkpoint"),
        (-1, "now", 15, 15, "mark"),
    ],
    ids=["outputs may be missing", "a late mark", "a stop in good order", "a topic made again", "an empty checkpoint"],
)
def test_without_a_commit_the_lower_of_mark_and_checkpoint_counts(
    through: int, checkpoint_id: str, mark: int, offset: int, origin: str
) -> None:
    checkpoint = Checkpoint(since=0, through=through, arrival=0, algorithm="a", topic_id=checkpoint_id)
    known = known_offset(None, checkpoint, Mark(topic="t", partition=0, group="g", offset=mark, topic_id="now"))
    assert known is not None
    assert (known.offset, known.origin) == (offset, origin)


@pytest.mark.parametrize(
    ("commit", "mark", "offset", "origin"),
    [(18, 15, 15, "mark"), (15, 15, 15, "commit"), (12, 15, 12, "commit"), (18, None, 18, "commit"), (25, 15, 25, "commit")],
    ids=["it took records", "it took none", "it went back", "no worker was ever here", "the log does not have it"],
)
def test_a_commit_of_another_program_skips_no_record(commit: int, mark: int | None, offset: int, origin: str) -> None:
    known = None if mark is None else KnownOffset(mark, "now", "mark")
    start = start_position(Commit(commit, by_worker=False), known, LOG)
    assert (start.offset, start.origin, bool(start.problem)) == (offset, origin, commit > LOG.end)
