"""What a stage is: a batch of decoded records in; outputs, state rows and one outcome per record out.

    raw record ─ decode ─▶ Received ─┐
                                     ├─▶ step(batch, state) ─▶ Result(outputs, rows, one outcome per record)
                            State ───┘

A step is pure: it sends nothing and reads no clock. Its caller sends the outputs and the rows of a
batch, waits until the broker has acknowledged them, and only then acknowledges the batch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, NamedTuple, Protocol, TypedDict, TypeVar

from agents.occurrences import Seen
from schemas.base import Message
from schemas.rejection import Rejection
from schemas.state import StateRow
from schemas.topics import STATES, Topic

__all__ = [
    "AnyStage",
    "AnyState",
    "M",
    "Observation",
    "Outcome",
    "Output",
    "RawRecord",
    "Received",
    "Record",
    "Result",
    "RowHead",
    "S",
    "Stage",
    "State",
    "Step",
    "Stoppable",
    "Undecoded",
    "UnreadableRecord",
    "WholeValue",
    "Wiring",
]

Headers = tuple[tuple[str, bytes], ...]


class RawRecord(Protocol):
    """A record as the broker gave it: aiokafka's ConsumerRecord, a `Record` or an `UnreadableRecord`."""

    @property
    def topic(self) -> str:
        """Full name of the topic."""

    @property
    def partition(self) -> int:
        """Partition of the topic."""

    @property
    def offset(self) -> int:
        """Place in the partition."""

    @property
    def timestamp(self) -> int:
        """Broker's time of arrival, ms since 1970: topics stamp LogAppendTime."""

    @property
    def key(self) -> bytes | None:
        """The key as it came."""

    @property
    def value(self) -> bytes | None:
        """The value as it came."""

    @property
    def headers(self) -> Headers:
        """Name and value of each header, in order."""


class Record(NamedTuple):
    """A raw record that did not come from a broker."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Headers = ()


class WholeValue(NamedTuple):
    """Size and SHA-256 of a value of which only the beginning was kept; None if it was not read to its end."""

    value_bytes: int | None
    sha256: str | None


class UnreadableRecord(NamedTuple):
    """A raw record that could not be read whole: the part that was read, and why the rest was not."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    rejection: Rejection
    whole: WholeValue | None = None


M = TypeVar("M", bound=Message)
R_contra = TypeVar("R_contra", bound=StateRow, contravariant=True)


class RowHead(TypedDict):
    """The fields of a `StateRow` that say which record caused it."""

    offset: int
    index: int
    arrival: int
    algorithm: str


class Received(NamedTuple, Generic[M]):
    """A raw record with its decoded message; `occurrence` is filled in where the stage drops repetitions."""

    raw: RawRecord
    message: M
    occurrence: bytes = b""

    def row_head(self, algorithm: str, index: int = 0) -> RowHead:
        """Return the fields that every state row of this record begins with; `index`: its place among them."""
        return {"offset": self.raw.offset, "index": index, "arrival": self.raw.timestamp, "algorithm": algorithm}


class Undecoded(NamedTuple):
    """A raw record without a message, and the reason."""

    raw: RawRecord
    rejection: Rejection


class Output(NamedTuple):
    """A record to send: already encoded, within its topic's limit."""

    topic: Topic
    key: bytes
    value: bytes
    id: str
    """Deterministic id of the record: by it a reader drops repetitions."""
    event_time: str
    """RFC 3339, for the envelope."""


class Outcome(StrEnum):
    """What became of a record; a rejected one has its Rejection instead."""

    PROCESSED = "taken"
    DUPLICATE = "repeated"
    """It was processed before, on the same partition: nothing is sent."""


class Observation(Protocol):
    """What a stage saw of a source, for metrics alone: a NamedTuple that the stage's own module declares.

    A field that the metric registry names as a `figure` is observed by that histogram.
    """

    @property
    def source(self) -> str:
        """Publisher of the page."""


@dataclass(slots=True)
class Result:
    """What a step made of a batch; `causes[i]` is the index of the record that gave `outputs[i]`."""

    outputs: list[Output] = field(default_factory=list)
    causes: list[int] = field(default_factory=list)
    rows: list[StateRow] = field(default_factory=list)
    outcomes: list[Outcome | Rejection] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)


class State(Protocol[R_contra]):
    """The memory of one partition: nothing but the sum of its rows, applied in order."""

    seen: Seen
    """Occurrences of the records that its rows came from."""

    def apply(self, row: R_contra) -> None:
        """Add a row; rows come in ascending (offset, index)."""

    def __len__(self) -> int:
        """Return how many entries are held, for the gauge."""


AnyState = State[Any]
S = TypeVar("S", bound=AnyState | None)
Step = Callable[[Sequence[Received[M] | Undecoded], S], Result]


@dataclass(frozen=True, slots=True)
class Stage(Generic[M, S]):
    """A stage as the worker runs it: messages M, a state S; S is None for a stage without memory."""

    name: str
    sentence: str
    """One sentence on what the stage does, for Faust's list of agents."""
    reads: Topic
    writes: tuple[Topic, ...]
    decode: Callable[[RawRecord], M]
    step: Step[M, S]
    algorithm: str
    new_state: Callable[[], S] | None = None
    row: type[StateRow] | None = None
    """Type of its state rows; None without memory."""
    warm: Callable[[], None] | None = None
    """Loads models and tables before the first record; the worker calls it before it is ready."""
    batch_records: int = 2000
    batch_bytes: int = 1024 * 1024
    """About one second of CPU: a batch holds at least one record, else at most this much."""

    @property
    def state_topic(self) -> Topic | None:
        """Return the topic of its state rows; None without memory."""
        return {topic.name: topic for topic in STATES}[f"{self.name}.state"] if self.new_state else None


AnyStage = Stage[Any, Any]
"""A stage of any message and state, for code that handles all stages alike."""


class Stoppable(Protocol):
    """The stream of an agent, which says when to end."""

    @property
    def should_stop(self) -> bool:
        """Whether the worker is stopping."""


class Wiring(Protocol):
    """How the worker connects an agent to its topic."""

    @property
    def name(self) -> str:
        """Name of the agent."""

    async def serve(self, stream: Stoppable) -> None:
        """Take batch after batch through the stage until the worker stops."""
