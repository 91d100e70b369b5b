"""How a batch runs through a stage. First all its records are decoded, then they are handled one after the other.

raw ─ decode ─┬─▶ Received ─ seen before? ─┬─▶ handle ─┬─▶ PROCESSED: outputs, rows, observations
              │                            │           └─▶ Rejection ─┐
              │                            └─▶ DUPLICATE: nothing     ├─▶ outputs of on_rejection
              └─▶ Undecoded ──────────────────────────────────────────┘
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple

from agents.stage import (
    M,
    Observation,
    Outcome,
    Output,
    RawRecord,
    Received,
    Result,
    S,
    Stage,
    Undecoded,
    UnreadableRecord,
)
from schemas.base import Message, rfc3339
from schemas.codec import encode
from schemas.rejection import Reason, Rejection
from schemas.state import StateRow
from schemas.topics import Topic

__all__ = ["Handle", "Handled", "PerRecord", "output_of", "receive_all"]


class Handled(NamedTuple):
    """What is made of one record: outputs to send, rows for the state, and observations for the metrics."""

    outputs: Sequence[Output] = ()
    rows: Sequence[StateRow] = ()
    observations: Sequence[Observation] = ()


Handle = Callable[[Received[M], S], Handled]
OnRejection = Callable[[Received[M] | Undecoded, Rejection], Sequence[Output]]


def receive_all(stage: Stage[M, S], records: Sequence[RawRecord]) -> list[Received[M] | Undecoded]:
    """Decode the records of a batch, and return one item per record, in order.

    A record that cannot be decoded becomes an Undecoded with the reason.
    """
    decode, new = stage.decode, tuple.__new__  # a NamedTuple's own constructor takes three times as long
    received: list[Received[M] | Undecoded] = []
    for raw in records:
        if isinstance(raw, UnreadableRecord):
            received.append(Undecoded(raw, raw.rejection))
            continue
        try:
            received.append(new(Received, (raw, decode(raw), b"")))
        except Rejection as rejection:
            received.append(Undecoded(raw, rejection))
    return received


def _nothing(_record: object, _rejection: Rejection) -> Sequence[Output]:
    return ()


@dataclass(frozen=True, slots=True)
class PerRecord(Generic[M, S]):
    """A step that handles the records of a batch one by one, in order.

    The rows of a record are applied to the state before the next record is handled. All outputs of the record are encoded
    before this, so a rejected record never changes the state.
    """

    handle: Handle[M, S]
    occurrence: Callable[[M], bytes] | None = None
    """Returns the id by which repetitions of a message are recognised. A repetition is not handled."""
    on_rejection: OnRejection[M] = _nothing
    """Returns the outputs to send for a rejected record, in addition to the record on the topic `rejected`."""

    def __call__(self, batch: Sequence[Received[M] | Undecoded], state: S) -> Result:
        """Handle a batch: apply its rows to `state`, and return the outputs, rows, observations and outcomes."""
        result = Result()
        for index, record in enumerate(batch):
            outcome, handled = self._outcome(record, state)
            if state is not None:
                for row in handled.rows:
                    state.apply(row)
            result.outputs += handled.outputs
            result.causes += [index] * len(handled.outputs)
            result.rows += handled.rows
            result.observations += handled.observations
            result.outcomes.append(outcome)
        return result

    def _outcome(self, record: Received[M] | Undecoded, state: S) -> tuple[Outcome | Rejection, Handled]:
        """Handle a record, and return its outcome and what is made of it. Any error becomes a Rejection."""
        try:
            given = record.rejection if isinstance(record, Undecoded) else self._attempt(record, state)
        except Rejection as rejection:
            given = rejection
        except Exception as bug:  # noqa: BLE001  the only place: a bug rejects one record, not the batch
            given = Rejection(Reason.BUG, f"{type(bug).__name__}: {bug}"[:500])
        if isinstance(given, Rejection):
            return given, Handled(self.on_rejection(record, given))
        return (Outcome.DUPLICATE, Handled()) if given is None else (Outcome.PROCESSED, given)

    def _attempt(self, record: Received[M], state: S) -> Handled | None:
        """Return what is made of a record, or None if its message is a repetition."""
        if self.occurrence is not None and state is not None:
            record = Received(record.raw, record.message, self.occurrence(record.message))
            if state.seen.holds(record.occurrence):
                return None
        return self.handle(record, state)


def output_of(topic: Topic, key: str, message: Message, record_id: str) -> Output:
    """Return a message as an encoded record for `topic`; raise Rejection if it is larger than the topic allows."""
    value = encode(message)
    if len(value) > topic.max_bytes - OVERHEAD:
        raise Rejection(Reason.RECORD_TOO_LARGE, f"{len(value)} bytes for {topic.name}, which allows {topic.max_bytes}")
    return Output(topic, key.encode("utf-8", "surrogatepass"), value, record_id, _event_time(message))


OVERHEAD = 16 * 1024
"""Part of a topic's size limit, in bytes, that is kept free for the key, the headers and the record batch."""


def _event_time(message: Message) -> str:
    moment = getattr(message, "event_time", None)
    return rfc3339(moment) if moment is not None else ""
