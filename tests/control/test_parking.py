"""However pages are cut into batches, crashed on and resumed, each has one outcome, and one resume is enough."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from agents.stage import Outcome, Record
from schemas.control import Park, Tally
from schemas.rejection import Rejection
from streams.control.parking import step_apart
from streams.control.sources import SourceBreakers
from tests.control.crawled import PARKING, TOPIC, origin, page, run

LIMIT = 3
SOURCES = "abc"
names = st.sampled_from(SOURCES)


@dataclass
class InFlight:
    """A batch whose outputs are on their way: the outcome of each page by its first place, and the tally."""

    last: int
    outcomes: list[tuple[Record, str]]
    tally: Tally
    waiting: set[str] = field(default_factory=set)
    delivered: bool = False


class Partition(RuleBasedStateMachine):
    """One partition of pages, its worker, the control topic, pages.parked, and an operator."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[Record] = []
        self.ends: dict[int, set[str]] = {}
        """Outcomes on the topics, by the first place of the page."""
        self.parked: list[Record] = []
        self.replayed: dict[str, int] = {}
        """What an operator has replayed of pages.parked, by source."""
        self.rows: dict[str, Park] = {}
        self.tally: Tally | None = None
        self.commit = 0
        self.resumed: dict[str, int] = {}
        """The end of the log when a source was last resumed."""
        self.complete: set[str] = set()
        """The sources whose last resume is complete."""
        self.start()

    def start(self) -> None:
        """A worker gets the partition."""
        self.sources = SourceBreakers(LIMIT, self.tally, self.rows.values())
        self.sources.begin_at(self.commit, self.tally)
        self.next, self.flying = self.commit, list[InFlight]()
        self.confirm()

    def confirm(self) -> None:
        waiting = set[str]().union(*(batch.waiting for batch in self.flying if not batch.delivered))
        for source in set(self.sources.leaving) - waiting:
            del self.sources.leaving[source]
            self.rows.pop(source, None)

    @rule(pages=st.lists(st.tuples(names, st.booleans()), min_size=1, max_size=8))
    def publish(self, pages: list[tuple[str, bool]]) -> None:
        for source, good in pages:
            self.log.append(page(len(self.log), source, good=good))

    @rule(source=names, count=st.integers(1, 6))
    def publish_rubbish(self, source: str, count: int) -> None:
        self.publish([(source, False)] * count)

    @rule(size=st.integers(1, 6))
    def step(self, size: int) -> None:
        records = self.log[self.next : self.next + size]
        if not records:
            return
        stepped = step_apart(PARKING, self.sources, records, run, self.resumed)
        for park in stepped.new:
            assert self.refused_in_a_row(park)
            self.rows[park.source] = park
        said = ["refused" if isinstance(it, Rejection) else str(it) for it in stepped.result.outcomes]
        tally = Tally(topic=TOPIC, partition=0, offset=records[-1].offset + 1, refused=0, sources=self.sources.counts)
        self.flying.append(InFlight(records[-1].offset, list(zip(records, said, strict=True)), tally, stepped.waiting))
        self.next = records[-1].offset + 1

    def refused_in_a_row(self, park: Park) -> bool:
        """Return whether the last LIMIT new pages of a source before a park, and after a resume, were all bad."""
        since = self.resumed.get(park.source, 0)
        pages = [it for it in self.log[: park.offset] if it.key == park.source.encode() and not it.headers]
        return all(it.value == b"bad" for it in pages[-LIMIT:]) and len(pages) >= LIMIT and park.offset >= min(since, park.offset)

    @precondition(lambda self: self.flying)
    @rule(at=st.integers(0, 5))
    def deliver(self, at: int) -> None:
        batch = self.flying[at % len(self.flying)]
        if not batch.delivered:
            self.arrive(batch)
            batch.delivered = True
        self.confirm()

    @rule()
    def commit_what_is_delivered(self) -> None:
        while self.flying and self.flying[0].delivered:
            self.commit = self.flying.pop(0).last + 1

    def arrive(self, batch: InFlight) -> None:
        for record, outcome in batch.outcomes:
            self.ends.setdefault(origin(record).offset, set()).add(outcome)
            if outcome == Outcome.PARKED:
                self.parked.append(record)
        if self.tally is None or batch.tally.offset > self.tally.offset:
            self.tally = batch.tally

    @rule(arrived=st.lists(st.booleans(), max_size=6))
    def crash(self, arrived: list[bool]) -> None:
        for batch, came in zip(self.flying, arrived, strict=False):
            if came and not batch.delivered:
                self.arrive(batch)
        self.start()

    @rule(source=names)
    def request_resume(self, source: str) -> None:
        if (park := self.rows.get(source)) is not None:
            self.rows[source] = park.model_copy(update={"resuming": True})
            self.resumed[source] = len(self.log)
            self.complete.discard(source)
            self.sources.adopt(self.rows[source])
            self.confirm()

    @rule(source=names, interrupted=st.none() | st.integers(0, 3))
    def replay(self, source: str, interrupted: int | None) -> None:
        """Replay what waits, once no worker parks pages of the source. An interrupted command leaves no note."""
        if source not in self.resumed or source in self.rows:
            return
        waiting = [it for it in self.parked[self.replayed.get(source, 0) :] if (it.key or b"").decode() == source]
        for it in waiting[:interrupted]:
            self.log.append(page(len(self.log), source, good=it.value == b"good", first=origin(it).offset))
        if interrupted is None:
            self.replayed[source] = len(self.parked)
            self.complete.add(source)

    @invariant()
    def a_page_never_is_both_taken_and_refused(self) -> None:
        for ends in self.ends.values():
            assert len(ends - {Outcome.PARKED}) <= 1

    @invariant()
    def a_page_is_parked_and_something_else_only_after_a_resume(self) -> None:
        for first, ends in self.ends.items():
            if len(ends) > 1:
                assert first < self.resumed.get((self.log[first].key or b"").decode(), 0)

    def teardown(self) -> None:
        """Let the worker finish; then one resume of each source leaves nothing behind."""
        self.finish()
        for first, record in enumerate(self.log):
            if not record.headers and self.ends[first] == {Outcome.PARKED}:
                source = (record.key or b"").decode()
                assert source in self.rows or source not in self.complete
        for source in SOURCES:
            self.publish_rubbish(source, 3 * LIMIT)
        self.finish()
        self.start()
        for source in SOURCES:
            assert source in self.rows
            self.request_resume(source)
            self.resumed.setdefault(source, len(self.log))
            self.replay(source, None)
        before = len(self.log)
        self.finish()
        for first in range(before):
            assert len(self.ends[origin(self.log[first]).offset] - {Outcome.PARKED}) == 1
        assert not self.rows

    def finish(self) -> None:
        while self.next < len(self.log) or self.flying:
            self.step(5)
            for batch in list(self.flying):
                self.deliver(self.flying.index(batch))
            self.commit_what_is_delivered()


Partition.TestCase.settings = settings(max_examples=300, stateful_step_count=40)
TestPartition = Partition.TestCase
