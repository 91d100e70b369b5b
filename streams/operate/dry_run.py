"""A refused record in, what its stage would make of it now out: without Kafka, sending nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from agents.stage import Record, Stage
from schemas.rejection import Reason, Refused
from streams.handler import receive
from streams.operate.dead_letters import Rejected
from streams.operate.isolated import Died, run_apart

__all__ = ["Trial", "stage_of", "try_again"]

Verdict = Literal["passes", "refused", "impossible", "replayed"]


@dataclass(frozen=True, slots=True)
class Trial:
    """What replaying a record would do.

    passes: its stage takes it now, and gives `outputs` by topic. refused: its stage still
    says no. replayed: a replay under this algorithm was refused before. impossible: it
    cannot be sent at all.
    """

    verdict: Verdict
    why: str = ""
    mend: str = ""
    outputs: Counter[str] = field(default_factory=Counter)


def stage_of(rejected: Rejected, stages: Sequence[Stage], prefix: str) -> Stage | None:
    """Return the stage that refused it; None where no stage of this release reads its topic."""
    topic = rejected.origin.topic if rejected.origin else ""
    return next((it for it in stages if it.name == rejected.stage and it.reads.full_name(prefix) == topic), None)


def try_again(rejected: Rejected, stages: Sequence[Stage], prefix: str, refused_again: frozenset[tuple[str, str]]) -> Trial:
    """Run the stage's decode and step on the original bytes, with an empty memory.

    `refused_again`: first place and algorithm of every replay that was refused.
    """
    stage = stage_of(rejected, stages, prefix)
    if rejected.origin is None or stage is None:
        return Trial("impossible", _no_stage(rejected), "look for what else writes to the rejected topic")
    if rejected.cut:
        why = f"only the first {len(rejected.value):,} of its {rejected.whole_bytes:,} bytes were kept"
        return Trial("impossible", why, f"publish the page again, smaller; the original stood at {rejected.origin}")
    if rejected.origin.partition >= stage.reads.partitions:
        return Trial("impossible", f"{stage.reads.name} has no partition {rejected.origin.partition}", "publish it again")
    if (rejected.first_place, stage.algorithm) in refused_again:
        why = f"it was replayed and refused again under {stage.algorithm}"
        return Trial("replayed", why, "mend the cause, or send it once more with --anyway")
    if rejected.known_reason is Reason.QUARANTINED:
        return _judged_apart(rejected, stage.name)
    return _judged(rejected, stage)


def _no_stage(rejected: Rejected) -> str:
    if rejected.origin is None:
        return "it has no headers of a stage: something else wrote it"
    return f"no stage {rejected.stage!r} of this release reads {rejected.origin.topic}"


def _judged_apart(rejected: Rejected, stage: str) -> Trial:
    """Judge a record that ended workers in a process that it may end."""
    try:
        return run_apart(_judged_by_name, rejected, stage, seconds=TRIAL_SECONDS)
    except Died as death:
        return Trial("refused", f"tried in a process of its own: {death}", Reason.QUARANTINED.mend)


TRIAL_SECONDS = 60.0


def _judged_by_name(rejected: Rejected, name: str) -> Trial:
    """Judge a record in a fresh process, which loads the stages itself."""
    from streams.stages import STAGES  # noqa: PLC0415  the parent gives a name: a stage does not travel by pickle

    return _judged(rejected, next(stage for stage in STAGES if stage.name == name))


def _judged(rejected: Rejected, stage: Stage) -> Trial:
    assert rejected.origin is not None  # noqa: S101  `try_again` has looked
    place = rejected.origin
    raw = Record(*place, rejected.timestamp, rejected.key, rejected.value, rejected.headers)
    result = stage.step([receive(stage, raw)], stage.new_state() if stage.new_state else None)
    outcome = result.outcomes[0]
    if isinstance(outcome, Refused):
        return Trial("refused", f"{outcome.reason.value}: {outcome.detail}", outcome.reason.mend)
    return Trial("passes", outputs=Counter(output.topic.name for output in result.outputs))
