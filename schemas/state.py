"""State rows: what a stage remembers, one append-only topic per stage."""

from __future__ import annotations

from pydantic import Field

from schemas.base import Message

__all__ = ["CHECKPOINT_KEY", "ROW_KEY", "Checkpoint", "StateRow"]

ROW_KEY = b"row"
CHECKPOINT_KEY = b"checkpoint"


class StateRow(Message):
    """A fact from one input record; immutable, ordered by (offset, index)."""

    offset: int = Field(ge=0, description="offset of the input record that caused it")
    index: int = Field(ge=0, description="its place among the rows of that record")
    arrival: int = Field(description="broker time of the input record, ms since 1970")
    algorithm: str = Field(description="id of the algorithm that wrote it")


class Checkpoint(Message):
    """All input from `since` to `through` has its rows before this record."""

    since: int = Field(ge=0, description="first input offset covered")
    through: int = Field(ge=0, description="last input offset covered")
    arrival: int = Field(description="greatest broker time seen through there, ms since 1970")
    algorithm: str
