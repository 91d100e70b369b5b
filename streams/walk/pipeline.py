"""Runs the pipeline without Kafka: the same stages as in the worker, in one process.

As in the worker, a stage decodes its records, runs its step, and keeps its state from page to page.
Every topic has one partition, number 0.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from agents.runner import receive_all
from agents.stage import AnyStage, AnyState, Observation, RawRecord, Record
from schemas.rejection import Rejection
from schemas.topics import PAGES_RAW, Topic
from streams.stages import STAGES

__all__ = ["Walk", "Walked"]


@dataclass(slots=True)
class Walked:
    """The results of one page: records sent to topics, rejections, and observations of the stages.

    `page` is the raw record. `records` has encoded values by topic name, without prefix and major version.
    """

    page: RawRecord
    records: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    rejections: list[tuple[str, Rejection]] = field(default_factory=list)
    """Each rejection of a record, with the name of the stage that rejected it."""
    observations: list[Observation] = field(default_factory=list)

    def of(self, topic: Topic) -> list[bytes]:
        """Return the values of the records that were sent to a topic, in order."""
        return self.records.get(topic.name, [])


class Walk:
    """Runs pages through all stages, one page at a time. Stages keep their state between pages."""

    def __init__(self, prefix: str, stages: Iterable[AnyStage] = STAGES) -> None:
        self._prefix = prefix
        self._readers = {stage.reads.name: stage for stage in stages}
        self._states: dict[str, AnyState] = {s.name: s.new_state() for s in self._readers.values() if s.new_state}
        self._ends: dict[str, int] = defaultdict(int)

    def page(self, value: bytes | None, headers: tuple[tuple[str, bytes], ...], arrival: int) -> Walked:
        """Run a raw page through all stages, and return every record, rejection and observation that results.

        `arrival` is the broker time of the page, in ms since 1970.
        """
        first = self._record(PAGES_RAW, b"", value, headers, arrival)
        walked = Walked(first)
        todo: deque[tuple[AnyStage, list[RawRecord]]] = deque([(self._readers[PAGES_RAW.name], [first])])
        while todo:
            stage, batch = todo.popleft()
            result = stage.step(receive_all(stage, batch), self._states.get(stage.name))
            walked.rejections += [(stage.name, outcome) for outcome in result.outcomes if isinstance(outcome, Rejection)]
            walked.observations += result.observations
            onward: dict[str, list[RawRecord]] = defaultdict(list)
            for output in result.outputs:
                walked.records[output.topic.name].append(output.value)
                if output.topic.name in self._readers:
                    record = self._record(output.topic, output.key, output.value, (), arrival)
                    onward[output.topic.name].append(record)
            todo.extend((self._readers[name], records) for name, records in onward.items())
        return walked

    def _record(
        self, topic: Topic, key: bytes, value: bytes | None, headers: tuple[tuple[str, bytes], ...], arrival: int
    ) -> RawRecord:
        offset = self._ends[topic.name]
        self._ends[topic.name] += 1
        return Record(topic.full_name(self._prefix), 0, offset, arrival, key, value, headers)
