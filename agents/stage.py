"""What a stage is: batches of received records in, outputs, state rows and outcomes out.

    raw record ─ decode ─▶ Received ─┐
                                     ├─▶ step(batch, state) ─▶ Result(outputs, rows, one Outcome a record)
                            State ───┘

A step is pure: it sends nothing and reads no clock. Its caller sends the outputs and the
rows of a batch, awaits the broker, and only then acknowledges the batch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, NamedTuple, Protocol

from schemas.base import Message
from schemas.rejection import Refused
from schemas.state import StateRow
from schemas.topics import Topic

__all__ = [
    "Outcome", "Output", "PageSeen", "RawRecord", "Received", "Record", "Result", "Stage", "State", "Step", "TickSeen",
    "Wiring",
]  # fmt: skip

Headers = tuple[tuple[str, bytes], ...]


class RawRecord(Protocol):
    """A record as the broker gave it: aiokafka's ConsumerRecord, or a `Record`."""

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


class Received(NamedTuple):
    """A raw record with its decoded message, or with the reason why it has none."""

    raw: RawRecord
    message: Any = None
    refusal: Refused | None = None


class Output(NamedTuple):
    """A record to send: already encoded, within its topic's limit."""

    topic: Topic
    key: bytes
    value: bytes
    id: str
    """Deterministic id of the record: a reader's key for dropping repetitions."""
    event_time: str
    """RFC 3339, for the envelope."""


class Outcome(StrEnum):
    """What became of a record; one that was refused has its Refused instead."""

    TAKEN = "taken"
    REPEATED = "repeated"
    """It had been taken before, on the same partition: nothing is sent."""


class PageSeen(NamedTuple):
    """What a page looked like to the splitter; its source's distributions tell of a changed layout."""

    source: str
    headlines: float
    confidence: float | None
    furniture: float
    """Share of the page's characters."""


class TickSeen(NamedTuple):
    """What a tick was judged to be: a source whose shares move has changed its ticker, or prints wrong rates."""

    source: str
    verdict: Literal["sound", "lowered", "flagged", "late"]
    moment: float
    """Event time in seconds since 1970."""


@dataclass(slots=True)
class Result:
    """What a step made of a batch; `causes[i]` is the index of the record behind `outputs[i]`."""

    outputs: list[Output] = field(default_factory=list)
    causes: list[int] = field(default_factory=list)
    rows: list[StateRow] = field(default_factory=list)
    outcomes: list[Outcome | Refused] = field(default_factory=list)
    pages: list[PageSeen] = field(default_factory=list)
    """For metrics alone, as are the ticks."""
    ticks: list[TickSeen] = field(default_factory=list)


class State(Protocol):
    """A partition's memory: nothing but the sum of its rows, applied in order."""

    def apply(self, row: Any) -> None:
        """Take in a row; rows come in ascending (offset, index)."""

    def __len__(self) -> int:
        """Return how many entries are held, for the gauge."""


Step = Callable[[Sequence[Received], Any], Result]
Decode = Callable[[RawRecord], Message]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage as the worker runs it; the three state fields are None for a stage without memory."""

    name: str
    reads: Topic
    writes: tuple[Topic, ...]
    decode: Decode
    step: Step
    algorithm: str
    new_state: Callable[[], State] | None = None
    row: type[StateRow] | None = None
    state_topic: Topic | None = None
    warm: Callable[[], None] | None = None
    """Loads what the first record would wait for; the worker calls it before it is ready."""
    batch_records: int = 2000
    batch_bytes: int = 1024 * 1024
    """About one second of CPU: a batch holds at least one record, else at most this much."""


class Stoppable(Protocol):
    """What tells an agent to end: its stream."""

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
