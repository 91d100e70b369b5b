"""The greatest sequence of a key is its latest rate, in any order of the records on the topic."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from agents.stage import Received, Record
from agents.ticks.state import Rates
from schemas.tick import CONSENSUS, FxRate, RawTick
from tests.ticks.stage_runs import STEPS, MakeTick, Step, log, rates, run


def kept(records: Iterable[FxRate]) -> dict[tuple[str, str], FxRate]:
    """Return what a reader keeps by the rule of the contract."""
    rows: dict[tuple[str, str], FxRate] = {}
    for rate in records:
        key = rate.base, rate.source
        if key not in rows or rate.sequence >= rows[key].sequence:
            rows[key] = rate
    return rows


def with_clock(records: list[Received[RawTick]], hours: list[int]) -> list[Received[RawTick]]:
    """Return the records as a broker stamps them whose clock goes back and forth."""
    moved = []
    for index, (raw, message, occurrence) in enumerate(records):
        back = hours[index % len(hours)] * 3_600_000
        moved.append(Received(Record(raw.topic, 0, raw.offset, raw.timestamp - back, raw.key, b""), message, occurrence))
    return moved


@given(STEPS, st.lists(st.integers(0, 48), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_the_rule_keeps_the_last_rate_of_the_log(
    tick: MakeTick, steps: list[Step], hours: list[int], chance: random.Random
) -> None:
    made = rates(run(with_clock(log(tick, steps), hours)))
    last = {(rate.base, rate.source): rate for rate in made}
    for _, group in groupby(sorted(made, key=lambda rate: (rate.base, rate.source)), lambda rate: (rate.base, rate.source)):
        sequences = [rate.sequence for rate in group]
        assert sequences == sorted(set(sequences))
    repeated = made + made[: len(made) // 2]
    chance.shuffle(repeated)
    assert kept(repeated) == last


def test_rates_of_a_topic_that_was_made_again_are_later(tick: MakeTick) -> None:
    state = Rates()
    (before, _) = rates(run([tick("0.01144", offset=900)], state))
    (after, _) = rates(run([tick("0.01145", offset=0, days=1)], state))
    assert (before.sequence, after.sequence) == (900, 901)


def test_the_event_time_does_not_tell_which_consensus_is_newer(tick: MakeTick) -> None:
    made = rates(run([
        tick("0.01144", 10, offset=0),
        tick("0.01150", 5, offset=1, source="Courier"),  # it is behind the other source
        tick("0.01151", 6, offset=2, source="Courier"),
    ]))  # fmt: skip
    assert len({rate.event_time for rate in made if rate.source == CONSENSUS}) == 1
