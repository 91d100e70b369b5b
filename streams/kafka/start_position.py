"""Decides at which offset a group goes on with a partition, and whether the log can give that offset. Pure.

    commit                               what the group has committed; it comes first
    checkpoint                           without a commit, for a stage with state: the offset after its last checkpoint
    mark                                 without a commit of a worker: the group's last mark in the control topic
    log start                            without any of them: the group has never read the partition

The reader of a worker that has the partition asks the same of the offset that it expects next.
A position that the log does not have is never replaced by another one: records would be skipped without a word.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from schemas.control import Mark
from schemas.state import Checkpoint

__all__ = [
    "WORKER_COMMIT",
    "Commit",
    "KnownOffset",
    "LogRange",
    "StartPosition",
    "is_other_topic",
    "known_offset",
    "position_problem",
    "start_position",
]

WORKER_COMMIT = "silkwire"
"""The metadata of a commit that a worker or `silkwire offsets` makes. Other programs have no or other metadata."""

Origin = Literal["commit", "checkpoint", "mark", "log start", "reader"]


class LogRange(NamedTuple):
    """The offsets that a partition's log has, from `start` on, without `end`.

    `topic_id` is the broker's id of the topic. It is empty if the broker gives none.
    """

    start: int
    end: int
    topic_id: str = ""


class KnownOffset(NamedTuple):
    """The next offset to process, and the id of the topic at that time. The id is empty if it is not known."""

    offset: int
    topic_id: str
    origin: Origin


class Commit(NamedTuple):
    """A committed offset of the group. `by_worker`: a worker or `silkwire offsets` has committed it."""

    offset: int
    by_worker: bool = True


class StartPosition(NamedTuple):
    """The offset to go on at. `problem` says why the log cannot give it; empty if it can.

    `resume_at` is the first offset that the log can give.
    """

    offset: int
    origin: Origin
    problem: str = ""
    resume_at: int = 0


def known_offset(commit: Commit | None, checkpoint: Checkpoint | None, mark: Mark | None) -> KnownOffset | None:
    """Return the next offset of a partition by its last checkpoint or its mark; None if there is neither.

    A checkpoint counts only without a commit: with one, the mark gives the id of the topic. Of two offsets of one log the
    lower counts. A checkpoint may be written while outputs of its batch are not; a mark is written after the commit.
    """
    marked = None if mark is None else KnownOffset(mark.offset, mark.topic_id, "mark")
    if commit is not None or checkpoint is None or checkpoint.through < 0:
        return marked
    covered = KnownOffset(checkpoint.through + 1, checkpoint.topic_id, "checkpoint")
    if marked is None or is_other_topic(marked.topic_id, covered.topic_id):
        return covered
    return min(covered, marked, key=lambda known: known.offset)


def is_other_topic(one: str, other: str) -> bool:
    """Return whether two ids are of different topics. False if one of them is not known."""
    return bool(one and other and one != other)


def start_position(commit: Commit | None, known: KnownOffset | None, log: LogRange) -> StartPosition:
    """Return where a group goes on with a commit; None if it has no commit.

    `known` is what a checkpoint or a mark says; None if there is neither. It counts also if another program has committed
    a higher offset: no stage has processed the records between.
    """
    if commit is not None:
        committed = KnownOffset(commit.offset, known.topic_id if known else "", "commit")
        problem = position_problem(committed, log)
        if problem or commit.by_worker or known is None or known.offset >= commit.offset:
            return StartPosition(commit.offset, "commit", problem, log.start)
    if known is None:
        return StartPosition(log.start, "log start", resume_at=log.start)
    return StartPosition(known.offset, known.origin, position_problem(known, log), log.start)


def position_problem(at: KnownOffset, log: LogRange) -> str:
    """Return why the log cannot give an offset; empty if it can."""
    if is_other_topic(at.topic_id, log.topic_id):
        return (
            f"the topic was deleted and made again: its id is {log.topic_id}, and the {at.origin} at offset {at.offset} "
            f"is of {at.topic_id}"
        )
    if at.offset > log.end:
        return (
            f"the {at.origin} is at offset {at.offset}, but the log ends at {log.end}: its end was lost, or the topic was "
            f"made again"
        )
    if at.offset < log.start:
        lost = "were deleted before they were processed" if at.origin != "mark" else "were deleted, and may be unprocessed"
        return (
            f"offsets {at.offset} to {log.start - 1} {lost}: the {at.origin} is at offset {at.offset}, and the log begins at "
            f"{log.start}"
        )
    return ""
