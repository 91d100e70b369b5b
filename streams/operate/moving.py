"""Moves a group to another offset, as an operator wants it.

    1. a checkpoint on the state topic    the state goes on at the new offset
    2. the commit                         where workers start
    3. a mark and a move, control topic   the position if the commit expires; who moved the group, and when

For a log with other records, the balance, the suspected record and the parked sources of the old log are removed, too.

Each step is acknowledged before the next. If the command is interrupted, run it again: each step may be repeated. The
mark is last, because it has the id of a topic that was made again. With it and the old commit, a worker would start.
"""

from __future__ import annotations

import asyncio
import getpass
import os
import socket
from collections.abc import Callable, Iterable, Mapping, Sequence

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from schemas.codec import encode
from schemas.control import Attempt, ControlRow, Mark, Move, Park, Tally, control_key
from schemas.state import CHECKPOINT_KEY, Checkpoint
from schemas.topics import CONTROL
from streams.errors import DeliveryFailed
from streams.kafka.connection import connection
from streams.kafka.groups import commit, describe_group, occupied
from streams.operate.control_rows import read_control, rows_of
from streams.operate.moves import PlannedMove
from streams.operate.positions import state_place
from streams.operate.session import Session
from streams.operate.times import format_time

__all__ = ["execute", "operator", "parks_of_old_log", "wait_until_empty"]

POLL_SECONDS = 0.2


def operator() -> str:
    """Return the user and the host of this process, as a move names them."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container may run as a user without a name
        user = str(os.getuid())
    return f"{user}@{socket.gethostname()}"[:200]


async def wait_until_empty(kafka: Session, on_wait: Callable[[int], None]) -> None:
    """Wait until the group has no members, at most as long as Kafka takes to notice that a worker has died.

    `on_wait` gets the number of members, once. Raises GroupRefused if members are left.
    """
    deadline = asyncio.get_running_loop().time() + kafka.settings.session_seconds + 1
    members, waits = await _members(kafka), False
    while members:
        if asyncio.get_running_loop().time() > deadline:
            raise occupied(kafka.settings, members)
        if not waits:
            on_wait(members)
            waits = True
        await asyncio.sleep(POLL_SECONDS)
        members = await _members(kafka)


async def _members(kafka: Session) -> int:
    return len((await describe_group(kafka.admin, kafka.settings.group)).members)


async def execute(kafka: Session, moves: Sequence[PlannedMove], algorithms: Mapping[str, str], now: int) -> list[Move]:
    """Do the moves of a group without members, and return what the control topic now says of them.

    `algorithms` has the algorithm of each stage. `now` is in ms since 1970. Raises DeliveryFailed or GroupRefused.
    """
    settings = kafka.settings
    done = [_audit(move, settings.group, format_time(now), operator()) for move in moves]
    control = CONTROL.full_name(settings.prefix)
    producer = AIOKafkaProducer(**connection(settings), enable_idempotence=True)
    await producer.start()
    try:
        for move in moves:
            place = state_place(move.position, settings.prefix)
            if move.checkpoint and place is not None:
                value = encode(_checkpoint(move, algorithms[move.position.stage]))
                await producer.send_and_wait(place.topic, value, key=CHECKPOINT_KEY, partition=place.partition)
        await commit(kafka.admin, settings.group, {move.position.place: move.offset for move in moves})
        parks = rows_of(Park, await read_control(kafka), "park|")
        for move, audit in zip(moves, done, strict=True):
            for park in parks_of_old_log(move, parks):
                await producer.send_and_wait(control, None, key=control_key(park), partition=0)
            for row in [*_rows(move, settings.group), audit]:
                await producer.send_and_wait(control, encode(row), key=control_key(row), partition=0)
    except KafkaError as error:
        raise DeliveryFailed(f"the move is not complete: {type(error).__name__}: {error}. Run the command again") from None
    finally:
        await producer.stop()
    return done


def _checkpoint(move: PlannedMove, algorithm: str) -> Checkpoint:
    last = move.position.checkpoint
    return Checkpoint(
        since=move.offset, through=move.offset - 1, rows=0, arrival=last.arrival if last else 0, algorithm=algorithm,
        topic_id=move.position.log.topic_id, moved=True,
    )  # fmt: skip


def _rows(move: PlannedMove, group: str) -> list[ControlRow]:
    """Return the mark; for a log with other records also a balance of 0, and an attempt that suspects no record."""
    topic, partition = move.position.place
    mark = Mark(topic=topic, partition=partition, group=group, offset=move.offset, topic_id=move.position.log.topic_id)
    if not move.new_log:
        return [mark]
    tally = Tally(topic=topic, partition=partition, offset=move.offset, refused=0)
    return [tally, Attempt(topic=topic, partition=partition, status="clean"), mark]


def parks_of_old_log(move: PlannedMove, parks: Iterable[Park]) -> list[Park]:
    """Return the park rows that a move makes void: their offsets are of a log that does not exist any more."""
    return [park for park in parks if move.new_log and (park.topic, park.partition) == tuple(move.position.place)]


def _audit(move: PlannedMove, group: str, at: str, by: str) -> Move:
    topic, partition = move.position.place
    before = move.position.commit
    return Move(topic=topic, partition=partition, group=group, kind=move.kind, before=before, offset=move.offset, at=at, by=by)
