"""Ten thousand sources of a pair: those that publish again and again keep their place, and nothing grows with the others."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.clock import HALF
from agents.stage import Received, Record
from agents.ticks import pair_memory
from agents.ticks.confirmation import MOST_OF_PAIR
from agents.ticks.judge import CREDIBLE
from agents.ticks.pair_memory import MOST_SOURCES
from agents.ticks.quote import quote_of
from agents.ticks.stage import TickObservation
from agents.ticks.state import Rates, TickRow
from schemas.codec import decode, encode
from schemas.tick import CONSENSUS, RawTick
from schemas.topics import TICKS_DAYS
from tests.ticks.stage_runs import STEPS, MakeTick, Step, confirming, in_batches, log, rates, run, ticks

MANY = 10_000
REGULAR = ["Herald", "Courier", "Post"]


def flood(tick: MakeTick, rate: str = "0.01144", count: int = MANY, days: float = 0) -> list[Received[RawTick]]:
    """Return one tick each of many sources, as where a crawler puts the id of its run into the source."""
    return [tick(rate, n / MANY, days=days, offset=n, source=f"run-{days}-{n}", tick_id=f"t1:{days}/{n}") for n in range(count)]


def regular(tick: MakeTick, rate: str, days: float) -> list[Received[RawTick]]:
    return [tick(rate, days=days, offset=n, source=source, tick_id=f"t1:{days}/{source}") for n, source in enumerate(REGULAR)]


def test_a_flood_of_sources_takes_no_place_from_those_that_publish_again(tick: MakeTick) -> None:
    state = Rates()
    run([*regular(tick, "0.01144", 0), *flood(tick)], state)
    result = run([*regular(tick, "0.01145", 1), *regular(tick, "0.1144", 2), *regular(tick, "0.01146", 1.5)], state)
    assert [(it.source, it.reasons, it.late) for it in ticks(result)] == [
        *((source, [], False) for source in REGULAR),
        *((source, ["decimal_slip"], False) for source in REGULAR),
        *((source, [], False) for source in REGULAR),
    ]
    assert [it.source for it in rates(result)] == [name for source in REGULAR for name in (source, CONSENSUS)] * 2


def test_a_tick_of_a_source_beyond_the_most_is_published_and_changes_no_rate(tick: MakeTick) -> None:
    state = Rates()
    run(flood(tick, count=MOST_SOURCES), state)
    assert state.crowded == 0
    result = run([tick("0.01144", 2, offset=1, source="Late"), tick("0.1144", 3, offset=2, source="Late")], state)
    assert [(it.credibility, it.reasons) for it in ticks(result)] == [(0.4, ["crowded"]), (0.1, ["decimal_slip", "crowded"])]
    assert rates(result) == []
    assert [it.verdict for it in result.observations if isinstance(it, TickObservation)] == ["crowded", "crowded"]
    assert state.crowded == 1
    assert ticks(result)[0].credibility < CREDIBLE


def test_a_place_is_free_again_when_its_source_has_expired(tick: MakeTick) -> None:
    state = Rates()
    run([*flood(tick, count=MOST_SOURCES + 1), *confirming(tick, days=TICKS_DAYS + 1)], state)
    run(confirming(tick, days=TICKS_DAYS + 1.1), state)
    assert state.crowded == 0
    [found] = ticks(run([tick("0.01144", days=TICKS_DAYS + 1.2, source="Late")], state))
    assert found.reasons == []


@pytest.mark.parametrize("rate", ["0.01144", "0.9"], ids=["agreeing", "doubted"])
def test_what_a_tick_is_compared_with_does_not_grow_with_its_sources(tick: MakeTick, rate: str) -> None:
    state = Rates()
    run([*regular(tick, "0.01144", 0), *flood(tick, rate)], state)
    context = state.context(("KGS", "USD"), quote_of(tick(rate, source="Herald").message, 0))
    assert len(context.peers) <= MOST_SOURCES
    assert len(context.unconfirmed) <= MOST_OF_PAIR
    assert len(state) <= len(REGULAR) + MANY + 2 * MOST_SOURCES + MOST_OF_PAIR


@given(STEPS, st.integers(0, 40), st.integers(1, 3))
def test_a_restored_state_knows_which_sources_have_a_place(tick: MakeTick, steps: list[Step], restart: int, most: int) -> None:
    records = log(tick, steps)
    live, rebuilt = Rates(), Rates()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pair_memory, "MOST_SOURCES", most)
        for row in in_batches(records[:restart], [], live)[1]:
            rebuilt.apply(decode(TickRow, encode(row)))
        assert in_batches(records[restart:], [], rebuilt) == in_batches(records[restart:], [], live)
        assert rebuilt.crowded == live.crowded


@pytest.mark.parametrize("stamp", [0, 4_070_908_800_000], ids=["1970", "2099"])
@pytest.mark.parametrize("burst", [1, HALF])
def test_wrong_stamps_among_ten_thousand_ticks_expire_no_rate_and_block_no_expiry(tick: MakeTick, burst: int, stamp: int) -> None:
    state = Rates()
    for part, place in enumerate([0, MANY // 2, MANY]):
        batch = [tick("0.01144", days=part, offset=n, source="Herald", tick_id=f"t1:{part}/{n}") for n in range(place // 2)]
        wrong = [tick("0.01144", days=part, offset=n, tick_id=f"t1:far/{part}/{n}") for n in range(burst)]
        run([*batch, *(Received(_stamped(each.raw, stamp), each.message) for each in wrong)], state)
        [found] = ticks(run([tick("0.1144", 1, days=part, offset=1, tick_id=f"t1:slip/{part}")], state))
        assert found.reasons == ["decimal_slip"]
        assert run([tick("0.01144", days=part, tick_id=f"t1:far/{part}/0")], state).outputs == []
    for number in range(3):
        run(confirming(tick, days=TICKS_DAYS + 4 + number), state)
    assert len(state) <= 5 * (HALF + 1)


def _stamped(raw: object, stamp: int) -> Record:
    assert isinstance(raw, Record)
    return raw._replace(timestamp=stamp)


def test_quotes_are_compared_in_time_only_where_their_times_differ(tick: MakeTick) -> None:
    state = Rates()
    run([tick("0.01144", days=day, offset=day, source=f"s{day}") for day in range(8)], state)
    made = tick("0.01144", days=7, source="s9").message
    context = state.context(("KGS", "USD"), quote_of(made, 0))
    assert {peer.source for peer in context.peers} == {"s4", "s5", "s6", "s7"}
    assert [peer.rate for peer in context.peers] == [Decimal("0.01144")] * 4
