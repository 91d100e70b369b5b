"""Which moves of a group an operator may make, and what the command says of them."""

from __future__ import annotations

import pytest
from aiokafka import TopicPartition

from schemas.control import Mark, Park
from schemas.state import Checkpoint
from schemas.topics import STATES
from streams.errors import UsageError
from streams.kafka.start_position import Commit, LogRange
from streams.operate.checkpoints import judged_from
from streams.operate.moves import choose, plan_replay, plan_skip
from streams.operate.moving import parks_of_old_log
from streams.operate.positions import InputPosition

PAGES, DRAFTS = TopicPartition("s.pages.raw.v1", 0), TopicPartition("s.drafts.v1", 1)


def committed(offset: int | None) -> Commit | None:
    return None if offset is None else Commit(offset)


def pages(start: int, end: int, commit: int | None, *, mark: int | None = None, was: str = "a") -> InputPosition:
    noted = None if mark is None else Mark(topic=PAGES.topic, partition=0, group="g", offset=mark, topic_id=was)
    return InputPosition("split", PAGES, LogRange(start, end, "a"), committed(commit), mark=noted)


def drafts(start: int, end: int, commit: int | None, through: int | None = None) -> InputPosition:
    known = None if through is None else Checkpoint(since=0, through=through, arrival=0, algorithm="x", topic_id="a")
    return InputPosition("dedupe", DRAFTS, LogRange(start, end, "a"), committed(commit), known, state=STATES[0])


@pytest.mark.parametrize(("was", "void"), [("a", []), ("b", [0])], ids=["the same log", "a topic made again"])
def test_the_sources_that_were_parked_in_a_log_that_is_gone_are_not_parked_any_more(was: str, void: list[int]) -> None:
    parks = [
        Park(topic=topic, partition=partition, source="a", offset=7, refused=5, last="page.nul", arrival=9)
        for topic, partition in ((PAGES.topic, 0), (PAGES.topic, 1), ("other", 0))
    ]
    found = parks_of_old_log(plan_skip(pages(2, 20, 10, mark=10, was=was), "12"), parks)
    assert [(it.topic, it.partition) for it in found] == [(PAGES.topic, number) for number in void]


@pytest.mark.parametrize(
    ("position", "to", "offset", "effect"),
    [
        (pages(0, 20, 5), "12", 12, "offsets 5 to 11 are not processed: 7 records"),
        (pages(0, 20, 5), "latest", 20, "offsets 5 to 19 are not processed: 15 records"),
        (pages(8, 20, 5), "8", 8, "offsets 5 to 7 are not processed: 3 records, of which the log no longer has 3"),
        (pages(8, 20, 5), "12", 12, "offsets 5 to 11 are not processed: 7 records, of which the log no longer has 3"),
        (pages(0, 20, 5), "5", 5, "no record is left out"),
        (pages(4, 20, None), "6", 6, "offsets 4 to 5 are not processed: 2 records"),
        (pages(0, 20, None, mark=9), "10", 10, "offsets 9 to 9 are not processed: 1 record"),
        (pages(0, 20, 500), "earliest", 0, "cannot give offset 500; 20 records from offset 0 on are processed"),
        (pages(0, 20, 500), "15", 15, "5 records from offset 15 on are processed, offsets 0 to 14 are not: 15 records"),
        (pages(2, 20, 10, mark=10, was="b"), "2", 2, "cannot give offset 10; 18 records from offset 2 on are processed"),
        (pages(2, 20, 1, mark=1, was="b"), "2", 2, "cannot give offset 1; 18 records"),
        (drafts(0, 20, 500, 499), "0", 0, "20 records from offset 0 on are processed. What stage dedupe remembers stays"),
        (drafts(7, 20, 9), "9", 9, "no record is left out. Stage dedupe goes on with what its state has"),
    ],
)
def test_a_skip_says_what_is_lost(position: InputPosition, to: str, offset: int, effect: str) -> None:
    planned = plan_skip(position, to)
    assert planned.offset == offset
    assert effect in planned.effect
    assert planned.checkpoint == (position.state is not None)
    assert planned.new_log == ("cannot give" in effect or position.start.offset == 500)


@pytest.mark.parametrize(
    ("position", "to", "judged", "effect", "checkpoint"),
    [
        (pages(0, 20, 5), "earliest", None, "offsets 0 to 4 are processed again: 5 records. Their outputs repeat", False),
        (pages(3, 20, 5), "5", None, "no record is processed again", False),
        (pages(3, 20, None, mark=5), "4", None, "offsets 4 to 4 are processed again: 1 record", False),
        (drafts(0, 20, 9, 8), "4", 0, "Their outputs repeat under the same ids", False),
        (drafts(0, 20, 9, 8), "4", 4, "Their outputs repeat under the same ids", False),
        (drafts(0, 20, 9, 8), "3", 4, "does not say how it judged the records before offset 4", True),
    ],
)
def test_a_replay_says_what_is_repeated(
    position: InputPosition, to: str, judged: int | None, effect: str, checkpoint: bool
) -> None:
    planned = plan_replay(position, to, judged)
    assert effect in planned.effect
    assert (planned.checkpoint, planned.new_log) == (checkpoint, False)


@pytest.mark.parametrize(
    ("kind", "position", "to", "words"),
    [
        ("skip", pages(3, 20, 5), "2", "goes from offset 3 to 20; --to 2 is not in it"),
        ("skip", pages(3, 20, 5), "21", "goes from offset 3 to 20"),
        ("skip", pages(3, 20, 5), "-1", "write an offset, earliest or latest"),
        ("skip", pages(3, 20, 5), "4", "silkwire offsets replay 's.pages.raw.v1[0]' --to 4"),
        ("replay", pages(3, 20, 5), "2", "goes from offset 3 to 20"),
        ("replay", pages(3, 20, 5), "latest", "silkwire offsets skip 's.pages.raw.v1[0]' --to 20"),
        ("replay", pages(8, 20, 5), "8", "offsets 5 to 7 were deleted before they were processed"),
        ("replay", pages(0, 20, 500), "3", "First: silkwire offsets skip 's.pages.raw.v1[0]' --to 0"),
        ("replay", drafts(7, 20, 9), "8", "First: silkwire offsets skip 's.drafts.v1[1]' --to 9"),
        ("replay", pages(3, 20, None), "4", "is at offset 3, before 4"),
    ],
)
def test_a_move_that_is_not_what_its_name_says_is_refused_with_the_one_that_is(
    kind: str, position: InputPosition, to: str, words: str
) -> None:
    with pytest.raises(UsageError) as refused:
        plan_skip(position, to) if kind == "skip" else plan_replay(position, to, 0)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("position", "problem", "resume_at"),
    [
        (pages(0, 20, 20), "", 20),
        (pages(0, 20, 21), "the log ends at 20", 0),
        (pages(0, 20, 5, mark=5, was="b"), "was deleted and made again", 0),
        (pages(6, 20, None, mark=5), "the mark is at offset 5, and the log begins at 6", 6),
        (drafts(6, 20, None, 4), "the checkpoint is at offset 5, and the log begins at 6", 6),
        (drafts(6, 20, None), "", 6),
        (drafts(6, 20, 9, 8), "", 9),
        (drafts(6, 20, 9, 6), "", 9),
        (drafts(6, 20, 9, 4), "the state of stage dedupe ends before offset 5", 9),
        (drafts(6, 20, 9), "the state of stage dedupe ends before offset 0", 9),
    ],
)
def test_a_position_at_which_no_worker_can_go_on_is_found(position: InputPosition, problem: str, resume_at: int) -> None:
    assert problem in position.problem
    assert bool(position.problem) == bool(problem)
    assert position.resume_at == resume_at


def test_partitions_are_named_with_or_without_prefix_and_major() -> None:
    known = [pages(0, 1, 0), drafts(0, 1, 0)]
    for name in ("pages.raw[0]", "pages.raw.v1[0]", "s.pages.raw.v1[0]", "pages.raw"):
        assert [it.place for it in choose(known, [name], "s.")] == [PAGES]
    assert [it.place for it in choose(known, ["drafts", "drafts[1]"], "s.")] == [DRAFTS]
    assert choose(known, [], "s.") == known
    for name in ("pages.raw[1]", "articles.clean[0]", "pages.raw[0", ""):
        with pytest.raises(UsageError, match=r"There are: s\.pages\.raw\.v1\[0\], s\.drafts\.v1\[1\]"):
            choose(known, [name], "s.")


def test_the_state_has_nothing_of_what_was_skipped_or_has_expired() -> None:
    def at(since: int, through: int, *, moved: bool = False, topic_id: str = "a") -> Checkpoint:
        return Checkpoint(since=since, through=through, arrival=0, algorithm="x", topic_id=topic_id, moved=moved)

    assert judged_from([]) is None
    assert judged_from([at(0, 4), at(5, 9)]) == 0
    assert judged_from([at(3, 4), at(5, 9)]) == 3
    assert judged_from([at(0, 4), at(20, 19, moved=True), at(20, 29)]) == 20
    assert judged_from([at(0, 4), at(5, 4, moved=True), at(5, 9)]) == 0
    assert judged_from([at(0, 9), at(2, 1, moved=True), at(2, 9)]) == 2
    assert judged_from([at(0, 9), at(10, 9, moved=True, topic_id="b")]) == 10
