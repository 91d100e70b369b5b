"""A step out of a function for one record: the loop every stage shares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from agents.stage import Outcome, Output, PageSeen, Received, Result, Step, TickSeen
from schemas.base import Message, rfc3339
from schemas.codec import encode
from schemas.rejection import Reason, Refused
from schemas.state import StateRow
from schemas.topics import Topic

__all__ = ["Emitted", "emit", "per_record"]


@dataclass(frozen=True, slots=True)
class Emitted:
    """What one record gave; `repeated`: it had been taken before, so nothing is sent."""

    outputs: Sequence[Output] = ()
    rows: Sequence[StateRow] = ()
    repeated: bool = False
    page: PageSeen | None = None
    tick: TickSeen | None = None


def emit(topic: Topic, key: str, message: Message, record_id: str) -> Output:
    """Encode a message for its topic; Refused where the topic would not take it."""
    value = encode(message)
    if len(value) > topic.max_bytes - _OVERHEAD:
        raise Refused(Reason.RECORD_TOO_LARGE, f"{len(value)} bytes for {topic.name}, which takes {topic.max_bytes}")
    return Output(topic, key.encode("utf-8", "surrogatepass"), value, record_id, _event_time(message))


_OVERHEAD = 16 * 1024
"""Bytes left for key, headers and the record batch around the value."""


def _event_time(message: Message) -> str:
    moment = getattr(message, "event_time", None)
    return rfc3339(moment) if moment is not None else ""


Handle = Callable[[Received, Any], Emitted]
OnRefusal = Callable[[Received, Refused], Sequence[Output]]


def _nothing(_record: Received, _refusal: Refused) -> Sequence[Output]:
    return ()


def _attempt(handle: Handle, record: Received, state: Any) -> Emitted | Refused:
    """Run one record: all of its outputs or a refusal, whatever goes wrong."""
    try:
        return record.refusal or handle(record, state)
    except Refused as refusal:
        return refusal
    except Exception as bug:  # noqa: BLE001  the one place: a bug rejects its record, not the batch
        return Refused(Reason.BUG, f"{type(bug).__name__}: {bug}"[:500])


def per_record(handle: Handle, on_refusal: OnRefusal = _nothing) -> Step:
    """Make a step that takes the records of a batch one by one, in order.

    A record's rows are applied before the next record is looked at, and only
    after all its outputs were encoded: what is refused is never remembered.
    """

    def step(batch: Sequence[Received], state: Any) -> Result:
        result = Result()
        for index, record in enumerate(batch):
            emitted = _attempt(handle, record, state)
            refusal = emitted if isinstance(emitted, Refused) else None
            outputs = on_refusal(record, refusal) if refusal else emitted.outputs  # type: ignore[union-attr]
            rows = () if refusal else emitted.rows  # type: ignore[union-attr]
            result.outputs += outputs
            result.causes += [index] * len(outputs)
            for row in rows:
                state.apply(row)
            result.rows += rows
            if not refusal and emitted.page is not None:  # type: ignore[union-attr]
                result.pages.append(emitted.page)  # type: ignore[union-attr]
            if not refusal and emitted.tick is not None:  # type: ignore[union-attr]
                result.ticks.append(emitted.tick)  # type: ignore[union-attr]
            repeated = not refusal and emitted.repeated  # type: ignore[union-attr]
            result.outcomes.append(refusal or (Outcome.REPEATED if repeated else Outcome.TAKEN))
        return result

    return step
