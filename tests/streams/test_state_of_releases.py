"""What release 0.1 remembered is remembered by this one, and what this one writes 0.1 could read.

state_0_1.json: for each stage with a memory, its input and its state rows as 0.1 wrote them.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from agents.runner import receive_all
from agents.stage import AnyStage, Outcome, Record
from schemas.codec import encode
from schemas.state import CHECKPOINT_KEY, ROW_KEY, Checkpoint
from streams.errors import StateRefused
from streams.stages import STAGES
from streams.state.restore import PartitionState, Restorer

RECORDED: dict[str, Any] = orjson.loads(Path(__file__).with_name("state_0_1.json").read_bytes())
WITH_MEMORY = [stage for stage in STAGES if stage.new_state]
SAME = [stage for stage in WITH_MEMORY if stage.algorithm == RECORDED[stage.name]["algorithm"]]


def restored(stage: AnyStage) -> PartitionState:
    """Restore a stage from what 0.1 left."""
    rows, algorithm = RECORDED[stage.name]["rows"], RECORDED[stage.name]["algorithm"]
    last = rows[-1]
    done = Checkpoint(since=0, through=last["offset"], arrival=last["arrival"], algorithm=algorithm)
    records = [(ROW_KEY, orjson.dumps(row)) for row in rows] + [(CHECKPOINT_KEY, encode(done))]
    assert stage.new_state is not None
    replay = Restorer(stage, PartitionState(stage.new_state()), None)
    replay.feed((position, key, value) for position, (key, value) in enumerate(records))
    return replay.restored


def records(stage: AnyStage, start: int) -> list[Record]:
    rows, values = RECORDED[stage.name]["rows"], RECORDED[stage.name]["input"]
    times = {row["offset"]: row["arrival"] for row in rows}
    return [Record("t", 0, start + n, times.get(n, 0), b"", orjson.dumps(value)) for n, value in enumerate(values)]


@pytest.mark.parametrize("stage", SAME, ids=lambda stage: stage.name)
def test_a_record_that_0_1_has_done_is_a_repetition_to_this_release(stage: AnyStage) -> None:
    held = restored(stage)
    result = stage.step(receive_all(stage, records(stage, held.last_offset + 1)), held.state)
    assert set(result.outcomes) == {Outcome.DUPLICATE}
    assert list(result.outputs) == []


@pytest.mark.parametrize("stage", SAME, ids=lambda stage: stage.name)
def test_what_this_release_remembers_has_all_that_0_1_reads(stage: AnyStage) -> None:
    assert stage.new_state is not None
    result = stage.step(receive_all(stage, records(stage, 0)), stage.new_state())
    written = [orjson.loads(encode(row)) for row in result.rows]
    for row, of_0_1 in zip(written, RECORDED[stage.name]["rows"], strict=True):
        assert of_0_1.items() <= row.items()


@pytest.mark.parametrize("stage", WITH_MEMORY, ids=lambda stage: stage.name)
def test_a_memory_of_another_algorithm_is_refused_with_the_way_on(stage: AnyStage) -> None:
    with pytest.raises(StateRefused, match="run the release that wrote it"):
        restored(replace(stage, algorithm="of-another-release"))
