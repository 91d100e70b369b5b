"""Runs the step of a stage without memory on a batch, apart from the records of parked sources.

Each record is stepped alone, because a record may park the source of the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field

from agents.stage import Outcome, Parking, RawRecord, Result
from schemas.control import Park
from schemas.rejection import Rejection
from streams.control.sources import SourceBreakers
from streams.parked_page import can_be_parked

__all__ = ["Run", "Stepped", "step_apart"]

Run = Callable[[Sequence[RawRecord]], Result]
"""Decodes records and runs the stage's step on them."""


@dataclass(slots=True)
class Stepped:
    """The result of a batch. `counted` has the outcomes that count towards the balance of the partition."""

    result: Result = field(default_factory=Result)
    counted: list[Outcome | Rejection] = field(default_factory=list)
    new: list[Park] = field(default_factory=list)
    """The sources that a record of the batch has parked."""
    waiting: set[str] = field(default_factory=set)
    """The sources of the records that are parked."""


def step_apart(
    parking: Parking,
    sources: SourceBreakers,
    records: Sequence[RawRecord],
    run: Run,
    resumed: Container[str] = (),
    *,
    quarantined: bool = False,
) -> Stepped:
    """Run a batch record by record. A record of a parked source is not run: it is reported and has the outcome PARKED.

    A page that an operator replays is always run, and never counted. So one command is enough to resume a source. If the
    source is not among `resumed`, no operator replays it: its crawler has copied the header, and it is treated like any page.
    A quarantined record is always run, too: `run` rejects it, and its value is read nowhere.
    """
    done = Stepped()
    for index, record in enumerate(records):
        origin = parking.origin_undecoded(record) if quarantined else parking.origin(record)
        source = origin.source
        replayed = origin.replayed and source in resumed
        park = None if replayed else sources.parked(source, record.offset)
        if park is not None and not quarantined and can_be_parked(record):
            done.waiting.add(source)
            outputs = parking.report(origin, park.last)
            _add(done.result, index, Result(outputs=list(outputs), outcomes=[Outcome.PARKED]))
            continue
        one = run([record])
        _add(done.result, index, one)
        if replayed or park is not None:
            continue
        for outcome in one.outcomes:
            if not isinstance(outcome, Rejection):
                sources.accept(source)
                done.counted.append(outcome)
            elif not sources.counts_alone(source):
                done.counted.append(outcome)
            elif (new := sources.refuse(source, record, outcome.reason)) is not None:
                done.new.append(new)
    return done


def _add(whole: Result, index: int, one: Result) -> None:
    """Add the result of the record `index` to the result of its batch."""
    whole.outputs += one.outputs
    whole.causes += [index] * len(one.outputs)
    whole.rows += one.rows
    whole.outcomes += one.outcomes
    whole.observations += one.observations
