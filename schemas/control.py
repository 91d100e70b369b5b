"""Control rows: facts about input partitions that workers and operators share, on one compacted topic.

    hold|TOPIC|PARTITION      Hold      too many records were rejected: nothing is read until an operator resumes
    tally|TOPIC|PARTITION     Tally     the balance of rejected records: how near the partition is to a hold
    attempt|TOPIC|PARTITION   Attempt   what is being processed, to find a record that kills the process

A tombstone on `hold` resumes the partition.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from schemas.base import Message
from schemas.rejection import Reason

__all__ = ["Attempt", "ControlRow", "Hold", "Tally", "control_key"]


class ControlRow(Message):
    """A fact about one input partition. The latest row of each kind counts."""

    topic: str = Field(max_length=249, description="full name of the input topic")
    partition: int = Field(ge=0, description="number of the partition")


class Hold(ControlRow):
    """A pause of one partition: no worker reads on until an operator resumes it."""

    stage: str = Field(description="stage that reads the partition")
    offset: int = Field(ge=0, description="first offset that was not processed")
    refused: int = Field(ge=1, description="refused records minus accepted ones when the limit was reached")
    last: Reason = Field(description="reason of the last rejection")


class Tally(ControlRow):
    """The balance of rejected records before an offset."""

    offset: int = Field(ge=0, description="first offset not counted")
    refused: int = Field(ge=0, description="refused records minus accepted ones, never below 0")


class Attempt(ControlRow):
    """What a worker does with the partition. `running` and `trial` remain after a crash."""

    status: Literal["running", "trial", "clean"] = Field(
        description="running: a worker has the partition; trial: it processes `first` to `last` alone, after a crash; "
        "clean: it gave the partition back without a crash"
    )
    first: int = Field(default=0, ge=0, description="first offset on trial")
    last: int = Field(default=0, ge=0, description="last offset on trial")
    deaths: int = Field(default=0, ge=0, description="processes that crashed on these records before")


KINDS: dict[str, type[ControlRow]] = {"hold": Hold, "tally": Tally, "attempt": Attempt}


def control_key(row: ControlRow) -> bytes:
    """Return the key of a row: its kind, topic and partition."""
    kind = next(name for name, model in KINDS.items() if isinstance(row, model))
    return f"{kind}|{row.topic}|{row.partition}".encode()
