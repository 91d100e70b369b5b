"""State rows: what a stage remembers. Each stage with memory has its own append-only state topic."""

from __future__ import annotations

from pydantic import Field

from schemas.base import Message

__all__ = ["CHECKPOINT_KEY", "ROW_KEY", "Checkpoint", "StateRow"]

ROW_KEY = b"row"
CHECKPOINT_KEY = b"checkpoint"


class StateRow(Message):
    """A fact that a stage remembers about one input record. Rows never change, and are ordered by (offset, index)."""

    offset: int = Field(ge=-1, description="offset of the input record that caused it; -1: taken over from an earlier release")
    index: int = Field(ge=0, description="index among the rows of that record")
    arrival: int = Field(description="broker time of the input record, ms since 1970")
    algorithm: str = Field(description="id of the algorithm that wrote it")


class Checkpoint(Message):
    """A mark on a state topic: the rows of all input offsets from `since` to `through` come before this record.

    It counts only where all of them are there. Other writers may have put records between them.
    """

    since: int = Field(ge=-1, description="first input offset covered; -1: what was taken over from an earlier release")
    through: int = Field(ge=-1, description="last input offset covered")
    rows: int | None = Field(default=None, ge=0, description="number of these rows; null: not counted, by an earlier release")
    arrival: int = Field(description="latest broker time of the input up to `through`, ms since 1970")
    algorithm: str
    topic_id: str = Field(default="", max_length=64, description="the broker's id of the input topic; empty: not known")
    moved: bool = Field(
        default=False,
        description="an operator moved the group: no row belongs to this mark, and the input goes on after `through`",
    )
