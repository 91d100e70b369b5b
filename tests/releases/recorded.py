"""What releases left on their state topics: RELEASE/STAGE.json holds the input of a stage and the rows that it wrote.

The folder `unreleased` has the algorithms that no release has yet; it gets the name of the next release.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from agents.stage import AnyStage, Record
from schemas.codec import encode
from schemas.state import CHECKPOINT_KEY, ROW_KEY, Checkpoint
from streams.stages import STAGES
from streams.state.restore import PartitionState, Restorer

__all__ = ["FOLDER", "RECORDINGS", "WITH_MEMORY", "Recording", "fresh_state"]

FOLDER = Path(__file__).parent

WITH_MEMORY = {stage.name: stage for stage in STAGES if stage.new_state is not None}


def fresh_state(stage: AnyStage) -> PartitionState:
    """Return the state of a partition that a stage with memory has not read yet."""
    assert stage.new_state is not None
    return PartitionState(stage.new_state())


@dataclass(frozen=True)
class Recording:
    """One stage of one release: its input, and the state rows that it wrote."""

    release: str
    stage: AnyStage
    """The stage of this name as it is now."""
    algorithm: str
    values: list[Any]
    rows: list[dict[str, Any]]

    def records(self, start: int = 0) -> list[Record]:
        """Return the input from offset 0; `start` shifts the offsets, as where the same records come again."""
        arrivals = {row["offset"]: row["arrival"] for row in self.rows}
        return [Record("t", 0, start + n, arrivals.get(n, 0), b"", orjson.dumps(it)) for n, it in enumerate(self.values)]

    def restored(self) -> PartitionState:
        """Restore the present stage from the rows; StateRefused where it does not take them."""
        last = self.rows[-1]
        done = Checkpoint(since=0, through=last["offset"], arrival=last["arrival"], algorithm=self.algorithm)
        left = [(ROW_KEY, orjson.dumps(row)) for row in self.rows] + [(CHECKPOINT_KEY, encode(done))]
        restorer = Restorer(self.stage, fresh_state(self.stage), None)
        restorer.feed((position, key, value) for position, (key, value) in enumerate(left))
        return restorer.restored


def read_recording(path: Path) -> Recording:
    """Read one file; KeyError where no stage has its name any more."""
    found = orjson.loads(path.read_bytes())
    return Recording(path.parent.name, WITH_MEMORY[path.stem], found["algorithm"], found["input"], found["rows"])


def _by_release(path: Path) -> tuple[bool, list[int], str]:
    """Return the place of a recording: by the numbers of its release, then by stage; what is unreleased comes last."""
    return not path.parent.name[0].isdigit(), [int(number) for number in re.findall(r"\d+", path.parent.name)], path.stem


RECORDINGS = [read_recording(path) for path in sorted(FOLDER.glob("*/*.json"), key=_by_release)]
