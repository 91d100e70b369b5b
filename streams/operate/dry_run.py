"""Runs a stage on a record that it rejected, to see whether it passes now. Needs no Kafka and sends nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from agents.stage import AnyStage, Record
from schemas.rejection import Reason, Rejection
from streams.isolated import ProcessEnded, run_isolated, step_alone
from streams.operate.dead_letters import DeadLetter

__all__ = ["DryRun", "stage_of", "try_again"]

Verdict = Literal["passes", "refused", "impossible", "replayed"]

ISOLATED_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a replay of a rejected record would do. `why` and `remedy` explain any verdict except `passes`.

    passes: the stage accepts the record now; `outputs` counts the outputs by topic. refused: the stage
    still rejects the record. replayed: an earlier replay under the same algorithm was rejected.
    impossible: the record cannot be sent at all.
    """

    verdict: Verdict
    why: str = ""
    remedy: str = ""
    outputs: Counter[str] = field(default_factory=Counter)


def stage_of(letter: DeadLetter, stages: Sequence[AnyStage], prefix: str) -> AnyStage | None:
    """Return the stage that rejected the record, or None if this release has no such stage for the record's topic."""
    topic = letter.origin.topic if letter.origin else ""
    return next((it for it in stages if it.name == letter.stage and it.reads.full_name(prefix) == topic), None)


def try_again(
    letter: DeadLetter,
    stages: Sequence[AnyStage],
    prefix: str,
    rejected_again: frozenset[tuple[str, str]],
    partitions: Mapping[str, int],
) -> DryRun:
    """Return what a replay of the record would do: the stage decodes and handles it with an empty state.

    `rejected_again` has one pair per earlier replay that was rejected: the record's place before its
    first replay, and the algorithm of the stage. `partitions` has the number of partitions of each topic, by full name.
    """
    stage = stage_of(letter, stages, prefix)
    if letter.origin is None or stage is None:
        return DryRun("impossible", _no_stage(letter), "find the other program that writes to the rejected topic")
    if letter.cut:
        why = f"only the first {len(letter.value):,} of its {letter.whole_bytes:,} bytes were kept"
        return DryRun("impossible", why, f"publish the page again, smaller; the original was at {letter.origin}")
    if letter.origin.partition >= partitions[letter.origin.topic]:
        return DryRun("impossible", f"{stage.reads.name} has no partition {letter.origin.partition}", "publish it again")
    if (letter.first_place, stage.algorithm) in rejected_again:
        why = f"it was replayed and refused again under {stage.algorithm}"
        return DryRun("replayed", why, "remove the cause, or send it once more with --anyway")
    if letter.known_reason is Reason.QUARANTINED:
        return _try_isolated(letter, stage.name)
    return _try_here(letter, stage)


def _no_stage(letter: DeadLetter) -> str:
    if letter.origin is None:
        return "it has no headers of a stage: another program wrote it"
    return f"no stage {letter.stage!r} of this release reads {letter.origin.topic}"


def _try_isolated(letter: DeadLetter, stage: str) -> DryRun:
    """Try a record that crashed workers. This runs in a separate process, which the record may crash as well."""
    try:
        return run_isolated(_try_by_name, letter, stage, seconds=ISOLATED_SECONDS)
    except ProcessEnded as end:
        return DryRun("refused", f"tried in a separate process: {end}", Reason.QUARANTINED.remedy)


def _try_by_name(letter: DeadLetter, name: str) -> DryRun:
    """Try a record on the stage with this name. This runs in the separate process, which loads the stages."""
    from streams.stages import stage_named  # noqa: PLC0415  the parent passes a name, as a stage cannot be pickled

    return _try_here(letter, stage_named(name))


def _try_here(letter: DeadLetter, stage: AnyStage) -> DryRun:
    assert letter.origin is not None  # noqa: S101  `try_again` has checked it
    raw = Record(*letter.origin, letter.timestamp, letter.key, letter.value, letter.headers)
    result = step_alone(stage, raw)
    outcome = result.outcomes[0]
    if isinstance(outcome, Rejection):
        return DryRun("refused", f"{outcome.reason.value}: {outcome.detail}", outcome.reason.remedy)
    return DryRun("passes", outputs=Counter(output.topic.name for output in result.outputs))
