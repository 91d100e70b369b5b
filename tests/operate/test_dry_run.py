"""What a replay of a rejected record would do."""

from __future__ import annotations

import os

import pytest

from agents.stage import Record
from schemas.rejection import Reason
from streams.operate.dead_letters import DeadLetter, read_dead_letter
from streams.operate.dry_run import try_again
from streams.stages import STAGES, stage_named
from tests.operate.letters import NOW, rejected
from tests.support.pages import PAGE

PARTITIONS = {stage.reads.full_name("silkwire."): 4 for stage in STAGES}
ALGORITHM = stage_named("split").algorithm


def trial(it: DeadLetter, *again: tuple[str, str]) -> tuple[str, str, str]:
    tried = try_again(it, STAGES, "silkwire.", frozenset(again), PARTITIONS)
    return tried.verdict, tried.why, tried.remedy


def test_a_record_that_passes_now_lists_its_outputs() -> None:
    tried = try_again(rejected(PAGE.encode()), STAGES, "silkwire.", frozenset(), PARTITIONS)
    assert tried.verdict == "passes"
    assert tried.outputs == {"drafts": 1, "ticks.raw": 1, "pages.reports": 1}


def test_a_record_that_still_fails_has_a_reason_and_a_remedy() -> None:
    verdict, why, remedy = trial(rejected(b"caf\xe9 x"))
    assert (verdict, remedy) == ("refused", Reason.PAGE_NOT_UTF8.remedy)
    assert why.startswith("page.not_utf8: byte 3")


@pytest.mark.parametrize(
    ("it", "why"),
    [
        (read_dead_letter(Record("silkwire.rejected.v1", 0, 0, NOW, None, b"x", ())), "no headers of a stage"),
        (rejected(b"x", stage="sort"), "no stage 'sort'"),
        (rejected(b"x", topic="payments.v1"), "reads payments.v1"),
        (rejected(b"x", stage="enrich"), "no stage 'enrich' of this release reads silkwire.pages.raw.v1"),
        (rejected(b"x" * 9_000_000), "only the first 65,536 of its 9,000,000 bytes were kept"),
    ],
)
def test_a_record_that_cannot_be_sent_has_a_reason(it: DeadLetter, why: str) -> None:
    verdict, said, remedy = trial(it)
    assert (verdict, why in said) == ("impossible", True), said
    assert remedy


def test_a_record_that_killed_workers_is_tried_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    assert trial(rejected(PAGE.encode(), reason=Reason.QUARANTINED))[0] == "passes"
    monkeypatch.setattr("streams.operate.dry_run._try_by_name", _die)
    verdict, why, remedy = trial(rejected(PAGE.encode(), reason=Reason.QUARANTINED))
    assert (verdict, remedy) == ("refused", Reason.QUARANTINED.remedy)
    assert "it ended its process with 3" in why


def _die(_rejected: DeadLetter, _stage: str) -> None:
    os._exit(3)


def test_a_replay_that_was_refused_is_not_tried_again_under_the_same_algorithm() -> None:
    page = PAGE.encode()
    first = rejected(page)
    assert trial(first, (str(first.origin), ALGORITHM))[0] == "replayed"
    assert trial(first, (str(first.origin), "rules-0"))[0] == "passes"
    again = rejected(
        page, ("silkwire-replays", b"1"), ("silkwire-replay-of", b"there"), ("silkwire-replay-algorithm", ALGORITHM.encode())
    )
    assert (again.replays, again.first_place, again.replay_algorithm) == (1, "there", ALGORITHM)
    assert trial(again, (again.replay_of, again.replay_algorithm))[0] == "replayed"
