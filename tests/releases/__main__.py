"""`python -m tests.releases`: record the state of each algorithm that has no recording.

The input is that of the latest recording of the stage.
"""

from __future__ import annotations

import json

import orjson

from agents.runner import receive_all
from schemas.codec import encode
from tests.releases.recorded import FOLDER, RECORDINGS, Recording, fresh_state

UNRELEASED = FOLDER / "unreleased"


def record(source: Recording) -> None:
    """Run the present stage over the input of a recording; write what it remembers."""
    stage = source.stage
    result = stage.step(receive_all(stage, source.records()), fresh_state(stage).state)
    rows = [orjson.loads(encode(row)) for row in result.rows]
    UNRELEASED.mkdir(exist_ok=True)
    recording = {"algorithm": stage.algorithm, "input": source.values, "rows": rows}
    text = json.dumps(recording, ensure_ascii=False, indent=1)
    (UNRELEASED / f"{stage.name}.json").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    recorded = {(it.stage.name, it.algorithm) for it in RECORDINGS}
    for latest in {it.stage.name: it for it in RECORDINGS}.values():
        if (latest.stage.name, latest.stage.algorithm) not in recorded:
            record(latest)
