"""What a stage is: a batch of decoded records in; outputs, state rows and one outcome per record out.

    raw record ─ decode ─▶ Received ─┐
                                     ├─▶ step(batch, state) ─▶ Result(outputs, rows, one outcome per record)
                            State ───┘

A step is pure: it sends nothing and reads no clock. The caller of the step sends the outputs and the rows of the batch. It
acknowledges the batch only after the broker has acknowledged all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, NamedTuple, Protocol, TypedDict, TypeVar

from agents.clock import RowClock
from agents.occurrences import Seen
from agents.origin import Origin
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
    "Parking",
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
    """A record before it is decoded: aiokafka's ConsumerRecord, a `Record` or an `UnreadableRecord`."""

    @property
    def topic(self) -> str:
        """Full name of the topic."""

    @property
    def partition(self) -> int:
        """Number of the partition within the topic."""

    @property
    def offset(self) -> int:
        """Offset within the partition."""

    @property
    def timestamp(self) -> int:
        """Time of arrival at the broker, in ms since 1970: the topics use LogAppendTime."""

    @property
    def key(self) -> bytes | None:
        """The bytes of the key, or None if the record has no key."""

    @property
    def value(self) -> bytes | None:
        """The bytes of the value, or None if the record has no value."""

    @property
    def headers(self) -> Headers:
        """Name and value of each header, in order."""


class Record(NamedTuple):
    """A raw record that is made in memory, not read from a broker."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Headers = ()


class WholeValue(NamedTuple):
    """Size and SHA-256 of the whole value, for a record that keeps only the beginning of the value.

    Both are None if the value was not read to its end.
    """

    value_bytes: int | None
    sha256: str | None


class UnreadableRecord(NamedTuple):
    """A raw record of which only a part could be read.

    `rejection` is the reason why the rest was not read. `whole` describes the complete value.
    """

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
    """The first fields of a `StateRow`: which input record caused the row, and which algorithm wrote it."""

    offset: int
    index: int
    arrival: int
    algorithm: str


class Received(NamedTuple, Generic[M]):
    """A raw record with its decoded message.

    `occurrence` is the id by which a stage recognises repetitions of the message; empty if the stage does not drop them.
    """

    raw: RawRecord
    message: M
    occurrence: bytes = b""

    def row_head(self, algorithm: str, index: int = 0) -> RowHead:
        """Return the first fields of a state row of this record; `index` is the row's number among the record's rows."""
        return {"offset": self.raw.offset, "index": index, "arrival": self.raw.timestamp, "algorithm": algorithm}


class Undecoded(NamedTuple):
    """A raw record that could not be decoded, and the rejection that says why."""

    raw: RawRecord
    rejection: Rejection


class Output(NamedTuple):
    """A record to send. It is already encoded, and not larger than its topic allows."""

    topic: Topic
    key: bytes
    value: bytes
    id: str
    """Deterministic id of the record. Readers use the id to drop repetitions."""
    event_time: str
    """Event time in RFC 3339, for the header `ce_time`; empty if the message has no event time."""


class Outcome(StrEnum):
    """What happened to a record. A rejected record has a Rejection in place of an Outcome."""

    PROCESSED = "taken"
    DUPLICATE = "repeated"
    """The same message was processed before on this partition, so nothing is sent."""
    PARKED = "parked"
    """The record waits on pages.parked, because its source is parked."""


class Observation(Protocol):
    """What a stage reports about one record, for metrics only. Each stage declares a NamedTuple for it.

    If a histogram of the metric registry names a field as its `figure`, the histogram observes the value of the field.
    """

    @property
    def source(self) -> str:
        """Publisher of the page that the record comes from."""


@dataclass(slots=True)
class Result:
    """What a step returns for a batch. `outcomes` has one item per record of the batch.

    `causes[i]` is the index, within the batch, of the record that `outputs[i]` was made from.
    """

    outputs: list[Output] = field(default_factory=list)
    causes: list[int] = field(default_factory=list)
    rows: list[StateRow] = field(default_factory=list)
    outcomes: list[Outcome | Rejection] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)


class State(Protocol[R_contra]):
    """A stage's memory of one partition. It depends only on its rows, which are applied in order."""

    clock: RowClock
    """The time of the stage, by which its memory expires."""
    seen: Seen
    """Ids by which the stage recognises the messages that its rows come from."""

    def apply(self, row: R_contra) -> None:
        """Add a row. The caller adds rows in ascending order of (offset, index)."""

    @property
    def crowded(self) -> int:
        """Return how many articles or pairs have had more sources than the state remembers, for a metric."""

    def __len__(self) -> int:
        """Return the number of entries in the state, for a metric."""


AnyState = State[Any]
S = TypeVar("S", bound=AnyState | None)
Step = Callable[[Sequence[Received[M] | Undecoded], S], Result]


class Parking(NamedTuple):
    """How a stage without memory parks the records of a source. The records are not decoded for it."""

    origin: Callable[[RawRecord], Origin]
    """Returns where a record comes from, also if it cannot be decoded."""
    origin_undecoded: Callable[[RawRecord], Origin]
    """Returns what the headers alone say of it, for a record that crashes workers."""
    report: Callable[[Origin, str], Sequence[Output]]
    """Returns the outputs for a parked record. It gets the reason of the rejection that parked the source."""


@dataclass(frozen=True, slots=True)
class Stage(Generic[M, S]):
    """A stage as the worker runs it. M is the type of its messages.

    S is the type of its state, or None for a stage without memory.
    """

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
    """Type of the stage's state rows; None for a stage without memory."""
    warm: Callable[[], None] | None = None
    """Loads models and tables. The worker calls the function before it reports that it is ready."""
    parking: Parking | None = None
    """How the stage parks sources; None: too many rejections pause the partition."""
    batch_records: int = 2000
    batch_bytes: int = 1024 * 1024
    """Largest total size of a batch, about one second of CPU. A larger record is a batch by itself."""

    @property
    def state_topic(self) -> Topic | None:
        """Return the topic of the stage's state rows, or None for a stage without memory."""
        return {topic.name: topic for topic in STATES}[f"{self.name}.state"] if self.new_state else None


AnyStage = Stage[Any, Any]
"""A stage with any types of message and state, for code that handles all stages alike."""


class Stoppable(Protocol):
    """The stream of an agent, as far as a worker uses it: it shows when the worker is stopping."""

    @property
    def should_stop(self) -> bool:
        """Whether the worker is stopping."""


class Wiring(Protocol):
    """How the worker connects an agent to its topic."""

    @property
    def name(self) -> str:
        """Name of the agent."""

    async def serve(self, stream: Stoppable) -> None:
        """Process batch after batch with the stage until the worker stops."""
