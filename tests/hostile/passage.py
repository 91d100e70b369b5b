"""A hostile page taken through all stages, with the CPU time of each record."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from agents.stage import AnyStage, RawRecord, Received, Record, Result, Undecoded
from schemas.base import Message
from streams.stages import STAGES, stage_named
from streams.walk.pipeline import Walk, Walked
from tests.hostile.case import Case

__all__ = ["Passage", "passage"]

ARRIVAL = 1_794_628_800_000


@dataclass(slots=True)
class Passage:
    """What a page gave, and seconds of CPU: for the door, then for the records of each step."""

    case: Case
    seconds: list[float] = field(default_factory=list)
    walked: Walked | None = None

    def timed(self, stage: AnyStage) -> AnyStage:
        """Return a stage that notes its time; a step's is shared among its records."""
        decoded: Callable[[RawRecord], Message] = stage.decode

        def decode(raw: RawRecord) -> Message:
            if stage is not stage_named("split"):
                return decoded(raw)
            started = time.process_time()
            try:
                return decoded(Record(raw.topic, 0, raw.offset, ARRIVAL, self.case.key, raw.value, raw.headers))
            finally:
                self.seconds.append(time.process_time() - started)

        def step(batch: Sequence[Received[Any] | Undecoded], state: Any) -> Result:
            started = time.process_time()
            result = stage.step(batch, state)
            self.seconds += [(time.process_time() - started) / len(batch)] * len(batch)
            return result

        return replace(stage, decode=decode, step=step)


def passage(case: Case) -> Passage:
    """Take a hostile page through all stages."""
    passed = Passage(case)
    passed.walked = Walk("silkwire.", [passed.timed(stage) for stage in STAGES]).page(case.value, case.headers, ARRIVAL)
    return passed
