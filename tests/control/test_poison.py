"""The record that kills the process is found by the third death, and no other is blamed, also if others kill the process."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from schemas.control import Attempt
from streams.control.poison import DEATHS, FREE, LAST_DEATH, TRIAL_BATCHES, PoisonDetector

BATCH = 10


class Died(Exception):  # noqa: N818
    """The process is gone; what was noted stays."""


class Process:
    """A process over one partition; its commit is up to `behind` records back, but not on trial.

    `kills` has the numbers of the batches, of all that were begun, within which the process is killed from outside.
    """

    def __init__(self, poison: set[int], end: int, behind: int, kills: frozenset[int] = frozenset()) -> None:
        self.poison, self.end, self.behind, self.kills = poison, end, behind, kills
        self.begun = 0
        self.offset, self.committed, self.left = 0, 0, Attempt(topic="pages", partition=0, status="clean")
        self.deaths: dict[int, int] = {}
        self.quarantined: list[int] = []

    def run(self) -> None:
        """Work until the end of the log or the next death."""
        detector = PoisonDetector(self.left)
        while self.offset < self.end:
            first = self.offset
            last = min(first + (detector.batch_limit() or BATCH), self.end) - 1
            plan = detector.plan(first)
            if plan.quarantined or (plan.suspect and first in self.poison):  # it ends a separate process, too
                self.quarantined.append(first)
            else:
                status = "trial" if plan.alone else "running"
                self.left = Attempt(topic="pages", partition=0, status=status, first=first, last=last, deaths=plan.deaths)
                self._work(first, last)
            detector.passed(last)
            self.left = Attempt(topic="pages", partition=0, status="running")
            self.offset = last + 1
            self.committed = self.offset if plan.alone else max(self.committed, self.offset - self.behind)

    def _work(self, first: int, last: int) -> None:
        self.begun += 1
        if self.begun in self.kills:
            raise Died
        killers = self.poison.intersection(range(first, last + 1))
        if killers:
            self.deaths[min(killers)] = self.deaths.get(min(killers), 0) + 1
            raise Died

    def supervised(self) -> int:
        """Start the process again until it gets through; return how often it died."""
        died = 0
        while True:
            try:
                self.run()
            except Died:
                died += 1
                self.offset = self.committed
            else:
                return died


@given(poison=st.sets(st.integers(0, 299), max_size=5), behind=st.integers(0, 30))
def test_every_killing_record_is_quarantined_and_no_other(poison: set[int], behind: int) -> None:
    process = Process(poison, 300, behind)
    process.supervised()
    assert set(process.quarantined) == poison


@given(
    poison=st.sets(st.integers(0, 99), max_size=2),
    behind=st.integers(0, 30),
    first=st.integers(1, 40),
    waits=st.lists(st.integers(1, 3), max_size=2),
)
def test_three_kills_from_outside_quarantine_nothing(poison: set[int], behind: int, first: int, waits: list[int]) -> None:
    kills = frozenset(first + sum(waits[:number]) for number in range(len(waits) + 1))
    process = Process(poison, 100, behind, kills)
    process.supervised()
    assert set(process.quarantined) == poison


@given(poison=st.integers(0, 299), behind=st.integers(0, 30))
def test_a_killing_record_kills_three_times(poison: int, behind: int) -> None:
    process = Process({poison}, 300, behind)
    assert process.supervised() == DEATHS


def test_a_record_before_the_suspect_is_not_blamed_for_its_deaths() -> None:
    detector = PoisonDetector(Attempt(topic="pages", partition=0, status="trial", first=7, last=7, deaths=1))
    assert (detector.plan(6).deaths, detector.batch_limit()) == (1, 1)


def test_a_worker_that_was_stopped_in_good_order_is_not_tried() -> None:
    detector = PoisonDetector(Attempt(topic="pages", partition=0, status="clean"))
    assert (detector.plan(5), detector.batch_limit()) == (FREE, None)


def test_a_partition_that_nobody_had_before_is_not_tried() -> None:
    detector = PoisonDetector(None)
    assert detector.plan(0) is FREE


def test_a_death_without_a_culprit_is_forgotten_after_some_batches() -> None:
    detector = PoisonDetector(Attempt(topic="pages", partition=0, status="running"))
    for number in range(TRIAL_BATCHES):
        assert detector.plan(number).alone
        detector.passed(number)
    assert detector.plan(TRIAL_BATCHES) is FREE


def test_a_record_that_ends_only_workers_is_quarantined_at_last() -> None:
    plans = [
        PoisonDetector(Attempt(topic="pages", partition=0, status="trial", first=7, last=7, deaths=deaths)).plan(7)
        for deaths in range(1, LAST_DEATH)
    ]
    assert [plan.quarantined for plan in plans] == [False] * (LAST_DEATH - 2) + [True]
