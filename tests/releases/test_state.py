"""The state that a release left is read by this one, or refused with the way on; nothing is passed over."""

from __future__ import annotations

import orjson
import pytest

from agents.runner import receive_all
from agents.stage import Outcome
from schemas.codec import encode
from streams.errors import StateRefused
from tests.releases.recorded import RECORDINGS, WITH_MEMORY, Recording, fresh_state

REFUSED = {
    ("0.1.0", "ticks"): "ticks-1 kept the latest tick of a series; ticks-3 needs its past",
}
"""Recordings of algorithms that this release no longer reads, and why."""


def every(recordings: list[Recording]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("recording", recordings, ids=lambda it: f"{it.release}/{it.stage.name}")


READ = [it for it in RECORDINGS if (it.release, it.stage.name) not in REFUSED]
UNREAD = [it for it in RECORDINGS if (it.release, it.stage.name) in REFUSED]


def test_every_algorithm_that_writes_state_has_a_recording() -> None:
    recorded = {(it.stage.name, it.algorithm) for it in RECORDINGS}
    missing = {(stage.name, stage.algorithm) for stage in WITH_MEMORY.values()} - recorded
    assert not missing, "run: python -m tests.releases"


@every(READ)
def test_a_record_that_a_release_has_done_is_a_repetition_to_this_one(recording: Recording) -> None:
    held = recording.restored()
    result = recording.stage.step(receive_all(recording.stage, recording.records(held.last_offset + 1)), held.state)
    assert set(result.outcomes) == {Outcome.DUPLICATE}
    assert list(result.outputs) == []


@every(READ)
def test_what_this_release_remembers_has_all_that_an_older_one_reads(recording: Recording) -> None:
    result = recording.stage.step(receive_all(recording.stage, recording.records()), fresh_state(recording.stage).state)
    written = [orjson.loads(encode(row)) for row in result.rows]
    for row, old in zip(written, recording.rows, strict=True):
        assert old.items() <= row.items()


@every(UNREAD)
def test_a_state_that_is_not_read_is_refused_with_the_way_on(recording: Recording) -> None:
    with pytest.raises(StateRefused, match="run the release that wrote it"):
        recording.restored()


def test_no_refusal_is_listed_without_its_recording() -> None:
    assert {(it.release, it.stage.name) for it in UNREAD} == REFUSED.keys()
