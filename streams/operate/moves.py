"""Decides whether an operator may move a group to another offset, and says what that does. Pure.

skip      forward: records are left out. Or to where a log goes on that does not have the group's position
replay    back to records that the log has: they are processed again, and the state keeps its rows
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from streams.errors import UsageError, move_command
from streams.operate.positions import InputPosition

__all__ = ["PlannedMove", "choose", "plan_replay", "plan_skip"]

OFFSET = re.compile(r"[0-9]{1,19}")
PLACE = re.compile(r"(?P<topic>[^\[\]]+)(\[(?P<partition>\d+)\])?")


@dataclass(frozen=True, slots=True)
class PlannedMove:
    """A move of the group to `offset`. `effect` says in words what is lost, or what is processed again.

    `checkpoint`: the state gets a checkpoint that goes on at `offset`. `new_log`: what workers noted of records at these
    offsets is about other records.
    """

    position: InputPosition
    kind: Literal["skip", "replay"]
    offset: int
    effect: str
    checkpoint: bool = False
    new_log: bool = False


def choose(positions: Sequence[InputPosition], names: Sequence[str], prefix: str) -> list[InputPosition]:
    """Return the positions of the named partitions, or all positions without a name.

    A name is TOPIC[PARTITION], or TOPIC for all of its partitions, with or without prefix and major. Raises UsageError
    for a name that is no input of a stage.
    """
    chosen = {position.place: position for name in names for position in _named(positions, name, prefix)}
    return list(chosen.values()) if names else list(positions)


def _named(positions: Sequence[InputPosition], name: str, prefix: str) -> list[InputPosition]:
    written = PLACE.fullmatch(name)
    found = [
        it
        for it in positions
        if written
        and written["topic"] in _spellings(it.place.topic, prefix)
        and written["partition"] in {None, str(it.place.partition)}
    ]
    if not found:
        known = ", ".join(it.name for it in positions)
        raise UsageError(f"{name!r} is no input partition of a stage; write TOPIC[PARTITION], or TOPIC. There are: {known}")
    return found


def _spellings(topic: str, prefix: str) -> set[str]:
    short = topic.removeprefix(prefix)
    return {topic, short, re.sub(r"\.v\d+$", "", short)}


def _offset(position: InputPosition, to: str) -> int:
    """Return the offset that `to` means. Raises UsageError if the log does not have it."""
    log = position.log
    named = {"earliest": log.start, "latest": log.end}
    if to not in named and not OFFSET.fullmatch(to):
        raise UsageError(f"--to {to}: write an offset, earliest or latest")
    offset = named[to] if to in named else int(to)
    if not log.start <= offset <= log.end:
        raise UsageError(f"the log of {position.name} goes from offset {log.start} to {log.end}; --to {offset} is not in it")
    return offset


def plan_skip(position: InputPosition, to: str) -> PlannedMove:
    """Return the move of a group past records, or to where a log goes on that does not have the group's position.

    Raises UsageError if the log does not have the offset, or if the group could process the records before its position
    again: that is a replay.
    """
    offset, old, has_state = _offset(position, to), position.start, position.state is not None
    if position.is_replaced:
        return PlannedMove(position, "skip", offset, _continued(position, offset), checkpoint=has_state, new_log=True)
    if offset < old.offset:
        raise UsageError(
            f"{position.name} is at offset {old.offset}, and its log has the records from {offset} on. To process them again: "
            f"{move_command('replay', position.name, offset)}"
        )
    return PlannedMove(position, "skip", offset, _left_out(position, offset), checkpoint=has_state)


def _left_out(position: InputPosition, offset: int) -> str:
    old, log = position.start.offset, position.log
    deleted = max(0, min(log.start, offset) - old)
    said = (
        f"offsets {old} to {offset - 1} are not processed: {_records(offset - old)}" if offset > old else "no record is left out"
    )
    if deleted:
        said += f", of which the log no longer has {deleted:,}"
    if position.state_problem:
        said += f". Stage {position.stage} goes on with what its state has; what it learnt after that is forgotten"
    return said


def _continued(position: InputPosition, offset: int) -> str:
    log = position.log
    said = (
        f"the log cannot give offset {position.start.offset}; {_records(log.end - offset)} from offset {offset} on are processed"
    )
    if offset > log.start:
        said += f", offsets {log.start} to {offset - 1} are not: {_records(offset - log.start)}"
    return f"{said}. What stage {position.stage} remembers stays" if position.state else said


def plan_replay(position: InputPosition, to: str, judged_from: int | None = None) -> PlannedMove:
    """Return the move of a group back to records that the log has.

    `judged_from` is the first offset from which on the state has what was learnt of each record; None if there is no
    state. Raises UsageError if the offset is after the position, or if the log does not have the position.
    """
    old = position.start
    if position.problem:
        raise UsageError(f"{position.name}: {position.problem}. First: {move_command('skip', position.name, position.resume_at)}")
    offset = _offset(position, to)
    if offset > old.offset:
        raise UsageError(
            f"{position.name} is at offset {old.offset}, before {offset}. To leave the records between out: "
            f"{move_command('skip', position.name, offset)}"
        )
    if offset == old.offset:
        return PlannedMove(position, "replay", offset, "no record is processed again")
    said = f"offsets {offset} to {old.offset - 1} are processed again: {_records(old.offset - offset)}"
    if judged_from is None or offset >= judged_from:
        return PlannedMove(position, "replay", offset, f"{said}. Their outputs repeat under the same ids")
    return PlannedMove(
        position, "replay", offset,
        f"{said}. The state of stage {position.stage} does not say how it judged the records before offset {judged_from}. "
        f"So it judges all of them by all that it remembers: those that it knows are repetitions, the others are new",
        checkpoint=True,
    )  # fmt: skip


def _records(count: int) -> str:
    return f"{count:,} record{'s' * (count != 1)}"
