"""Where the group is on each input partition, and whether a worker can start there."""

from __future__ import annotations

from dataclasses import dataclass

from aiokafka import TopicPartition

from schemas.control import Mark, Move
from schemas.state import Checkpoint
from schemas.topics import STATES, Topic
from streams.kafka.groups import commits
from streams.kafka.log_ranges import log_ranges
from streams.kafka.start_position import Commit, LogRange, StartPosition, is_other_topic, known_offset, start_position
from streams.operate.checkpoints import last_checkpoints
from streams.operate.control_rows import read_control, rows_of
from streams.operate.lag import STAGE_INPUTS
from streams.operate.session import Session

__all__ = ["InputPosition", "place_name", "read_positions", "state_place"]

STATE_TOPICS = {topic.state_of: topic for topic in STATES}
"""The state topic of the stage that reads a topic, by the name of the topic that it reads."""


def place_name(place: TopicPartition) -> str:
    """Return a partition as operators write it: TOPIC[PARTITION]."""
    return f"{place.topic}[{place.partition}]"


@dataclass(frozen=True, slots=True)
class InputPosition:
    """What is known of the group on one input partition. `state` is the state topic of its stage, None if it has none.

    `checkpoint` is the last one on the state topic. `mark` and `move` are the group's last rows on the control topic.
    """

    stage: str
    place: TopicPartition
    log: LogRange
    committed: Commit | None = None
    checkpoint: Checkpoint | None = None
    mark: Mark | None = None
    move: Move | None = None
    state: Topic | None = None

    @property
    def commit(self) -> int | None:
        """Return the group's committed offset, or None if it has none."""
        return None if self.committed is None else self.committed.offset

    @property
    def name(self) -> str:
        """Return the partition as operators write it."""
        return place_name(self.place)

    @property
    def start(self) -> StartPosition:
        """Return where a worker starts on the partition, as the worker itself decides it."""
        return start_position(self.committed, known_offset(self.committed, self.checkpoint, self.mark), self.log)

    @property
    def is_replaced(self) -> bool:
        """Return whether the log lost its end, or belongs to a topic that was made again: its offsets have other records."""
        known = known_offset(self.committed, self.checkpoint, self.mark)
        was = known.topic_id if known else ""
        return self.start.offset > self.log.end or is_other_topic(was, self.log.topic_id)

    @property
    def problem(self) -> str:
        """Return why a worker cannot go on with the partition (exit codes 72 and 73); empty if it can."""
        return self.start.problem or self.state_problem

    @property
    def state_problem(self) -> str:
        """Return why the stage's state cannot be brought up to the position; empty if it can, or if there is no state."""
        start, known = self.start, 0 if self.checkpoint is None else self.checkpoint.through + 1
        if self.state is None or start.origin == "log start" or not known < min(start.offset, self.log.start):
            return ""
        return (
            f"the state of stage {self.stage} ends before offset {known}, and the log begins at {self.log.start}: it cannot be "
            f"rebuilt from there"
        )

    @property
    def resume_at(self) -> int:
        """Return the offset at which the group can go on. It is the position, unless the log does not have it."""
        return self.start.resume_at if self.start.problem else self.start.offset

    @property
    def waiting(self) -> int:
        """Return how many offsets the log has from there on."""
        return max(0, self.log.end - self.resume_at)


def state_place(position: InputPosition, prefix: str) -> TopicPartition | None:
    """Return the partition of the state topic that belongs to an input partition; None if the stage has no state."""
    topic = position.state
    return None if topic is None else TopicPartition(topic.full_name(prefix), position.place.partition)


async def read_positions(kafka: Session) -> list[InputPosition]:
    """Return the positions of the group on all inputs, in the order of the data flow. It changes nothing."""
    group, prefix = kafka.settings.group, kafka.settings.prefix
    inputs = {name: kafka.partitions(topic) for name, topic in STAGE_INPUTS.items()}
    logs = await log_ranges(kafka.admin, [place for some in inputs.values() for place in some])
    group_commits = await commits(kafka.admin, group)
    states = await last_checkpoints(kafka, [place for topic in STATES for place in kafka.partitions(topic)])
    control = await read_control(kafka)
    marks = {TopicPartition(it.topic, it.partition): it for it in rows_of(Mark, control, f"mark|{group}|")}
    moves = {TopicPartition(it.topic, it.partition): it for it in rows_of(Move, control, f"move|{group}|")}
    found = []
    for stage, some in inputs.items():
        state = STATE_TOPICS.get(STAGE_INPUTS[stage].name)
        for place in some:
            checkpoint = states.get(TopicPartition(state.full_name(prefix), place.partition)) if state else None
            found.append(InputPosition(
                stage, place, logs[place], group_commits.get(place), checkpoint, marks.get(place), moves.get(place), state
            ))  # fmt: skip
    return found
