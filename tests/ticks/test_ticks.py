"""The ticks stage as its readers see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agents.stage import Outcome, Output, Received, Result
from agents.ticks import STAGE
from agents.ticks.judge import CREDIBLE
from agents.ticks.quote import quote_of
from agents.ticks.state import Rates, TickRow
from schemas.codec import decode, encode
from schemas.tick import CONSENSUS, FxRate, FxTick
from schemas.topics import FX_RATES, FX_TICKS, TICKS_DAYS

MakeTick = Callable[..., Received]


def run(records: Sequence[Received], state: Rates | None = None) -> Result:
    return STAGE.step(records, state if state is not None else Rates())


def ticks(result: Result) -> list[FxTick]:
    return [decode(FxTick, output.value) for output in result.outputs if output.topic is FX_TICKS]


def rates(result: Result) -> list[FxRate]:
    return [decode(FxRate, output.value) for output in result.outputs if output.topic is FX_RATES]


def test_a_tick_gives_itself_its_source_s_rate_and_the_rate_of_all(tick: MakeTick) -> None:
    result = run([tick("0.01144", offset=4)])
    cleaned, own, together = result.outputs
    name = f"t1:{4:032x}"
    assert [(o.topic, o.key, o.id) for o in result.outputs] == [
        (FX_TICKS, b"Herald|KGS/USD", name),
        (FX_RATES, b"KGS/USD|Herald", f"{name}/Herald"),
        (FX_RATES, b"KGS/USD|consensus", f"{name}/consensus"),
    ]
    assert cleaned.event_time == "2031-03-01T00:00:00.000Z"
    assert decode(FxTick, cleaned.value).late is False
    assert (decode(FxRate, own.value).sources, decode(FxRate, own.value).tick_id) == (1, name)
    assert decode(FxRate, together.value).tick_id is None


def test_a_tick_repeated_on_the_wire_sends_nothing(tick: MakeTick) -> None:
    result = run([tick("0.01144", offset=0, tick_id="t1:x"), tick("0.01144", offset=1, tick_id="t1:x")])
    assert result.outcomes == [Outcome.TAKEN, Outcome.REPEATED]
    assert (len(result.outputs), len(result.rows)) == (3, 1)


def test_a_doubtful_tick_is_published_and_moves_no_rate(tick: MakeTick) -> None:
    result = run([tick("0.01144", offset=0), tick("0.1144", 1, offset=1), tick("0.01150", 2, offset=2)])
    assert [(t.credibility, t.reasons) for t in ticks(result)] == [(1.0, []), (0.1, ["decimal_slip"]), (1.0, [])]
    assert [r.rate for r in rates(result) if r.source == "Herald"] == [Decimal("0.01144"), Decimal("0.01150")]


def test_a_devaluation_is_accepted_at_its_second_tick(tick: MakeTick) -> None:
    result = run([tick(rate, 13 * hour, offset=hour) for hour, rate in enumerate(["0.01144", "0.00800", "0.00801", "0.00805"])])
    assert [(t.credibility, t.revision) for t in ticks(result)] == [(1.0, 0), (0.4, 0), (0.7, 0), (0.7, 1), (1.0, 0)]
    assert [r.rate for r in rates(result) if r.source == "Herald"] == [Decimal(r) for r in ("0.01144", "0.00801", "0.00805")]


def test_a_confirmed_tick_is_published_again_as_it_was_with_its_revision(tick: MakeTick) -> None:
    doubted, again = (
        ticks(run([tick(rate, 13 * hour, offset=hour) for hour, rate in enumerate(["0.01144", "0.00800", "0.00801"])]))[n]
        for n in (1, 3)
    )
    assert doubted.reasons == ["jump"]
    assert again == doubted.model_copy(update={"credibility": 0.7, "reasons": ["jump", "confirmed"], "revision": 1})
    ids = [output.id for output in run([tick("0.01144"), tick("0.008", 13, offset=1), tick("0.008", 26, offset=2)]).outputs]
    assert len(set(ids)) == len(ids)
    assert f"t1:{1:032x}/r1" in ids


def test_another_source_confirms_a_jump_and_both_move(tick: MakeTick) -> None:
    before = [tick("0.01144", offset=0), tick("0.01144", offset=1, source="Courier")]
    result = run([*before, tick("0.00800", 1, offset=2), tick("0.00801", 1, offset=3, source="Courier")])
    assert [(t.source, t.credibility, t.revision) for t in ticks(result)][2:] == [
        ("Herald", 0.2, 0), ("Courier", 0.7, 0), ("Herald", 0.7, 1),
    ]  # fmt: skip
    assert [(r.source, r.rate) for r in rates(result)][-3:] == [
        ("Herald", Decimal("0.00800")), ("Courier", Decimal("0.00801")), (CONSENSUS, Decimal("0.008005")),
    ]  # fmt: skip


def test_a_redenomination_is_accepted_from_the_third_source_on(tick: MakeTick) -> None:
    sources = ["Herald", "Courier", "Post"]
    before = [tick("11440.0", offset=n, source=source) for n, source in enumerate(sources)]
    after = [tick("11.440", 1, offset=3 + n, source=source) for n, source in enumerate(sources)]
    result = run([*before, *after])
    assert [(t.source, t.reasons) for t in ticks(result)][3:] == [
        ("Herald", ["scale"]), ("Courier", ["scale"]), ("Post", ["scale", "confirmed"]),
        ("Herald", ["scale", "confirmed"]), ("Courier", ["scale", "confirmed"]),
    ]  # fmt: skip
    assert {r.source: r.rate for r in rates(result)} == dict.fromkeys([*sources, CONSENSUS], Decimal("11.440"))


def test_a_misprint_that_a_source_repeats_for_years_is_never_believed_against_others(tick: MakeTick) -> None:
    others = [tick("87.45", 24 * day, offset=100 + 10 * day + n, source=name) for day in range(9) for n, name in enumerate("ab")]
    wrong = [tick("8.745", 24 * day + 5, offset=100 + 10 * day + 5) for day in range(9)]
    result = run(sorted([*others, *wrong], key=lambda record: record.raw.offset))
    assert {t.credibility for t in ticks(result) if t.source == "Herald"} == {0.1}


def test_a_market_of_its_own_is_believed_in_the_end(tick: MakeTick) -> None:
    others = [tick("3.50", 24 * day, offset=100 + 10 * day + n, source=name) for day in range(9) for n, name in enumerate("ab")]
    apart = [tick("19.5", 24 * day + 5, offset=100 + 10 * day + 5) for day in range(9)]
    result = run(sorted([*others, *apart], key=lambda record: record.raw.offset))
    assert [t.credibility for t in ticks(result) if t.source == "Herald" and not t.revision] == [0.4] * 4 + [0.7] + [0.6] * 4


def test_a_wrong_first_tick_does_not_make_right_ones_wrong_for_good(tick: MakeTick) -> None:
    result = run(
        [tick(rate, 13 * hour, offset=hour) for hour, rate in enumerate(["0.1144", "0.01144", "0.01145", "0.01144", "0.01146"])]
    )
    assert [t.credibility for t in ticks(result) if not t.revision] == [1.0, 0.1, 0.1, 0.7, 1.0]


def test_a_return_to_the_old_rate_ends_the_doubt(tick: MakeTick) -> None:
    result = run([tick(rate, hour, offset=hour) for hour, rate in enumerate(["0.01144", "0.00800", "0.01144", "0.00800"])])
    assert [t.credibility for t in ticks(result)] == [1.0, 0.4, 1.0, 0.4]


def test_a_late_tick_is_published_as_late_and_moves_nothing(tick: MakeTick) -> None:
    result = run([tick("0.01144", 5, offset=0), tick("0.01100", 4, offset=1), tick("0.01150", 6, offset=2)])
    assert [t.late for t in ticks(result)] == [False, True, False]
    assert [r.rate for r in rates(result) if r.source == "Herald"] == [Decimal("0.01144"), Decimal("0.01150")]


def test_late_is_a_matter_between_a_source_and_itself(tick: MakeTick) -> None:
    result = run([tick("0.01144", 5, offset=0), tick("0.01146", 4, offset=1, source="Courier")])
    assert [t.late for t in ticks(result)] == [False, False]
    together = [r for r in rates(result) if r.source == CONSENSUS][-1]
    assert (together.rate, together.sources) == (Decimal("0.01145"), 2)
    assert together.event_time == ticks(result)[0].event_time


def test_the_same_rate_of_the_same_moment_is_no_news(tick: MakeTick) -> None:
    result = run([tick("0.01144", offset=0), tick("0.01144", offset=1)])
    assert (len(ticks(result)), len(rates(result))) == (2, 2)


def test_a_publisher_named_consensus_does_not_pose_as_all_sources(tick: MakeTick) -> None:
    result = run([tick("0.01144", offset=0, source=CONSENSUS)])
    assert [(t.credibility, t.reasons) for t in ticks(result)] == [(0.0, ["reserved_source"])]
    assert rates(result) == []


def test_a_rate_is_forgotten_when_its_horizon_of_arrivals_is_over(tick: MakeTick) -> None:
    early, late = tick("0.01144", offset=0), tick("0.9000", days=TICKS_DAYS + 1, offset=1)
    assert ticks(run([early, late]))[1].reasons == []
    within = tick("0.9000", days=TICKS_DAYS - 1, offset=1)
    assert ticks(run([early, within]))[1].credibility < CREDIBLE


def test_memory_is_freed_when_the_horizon_is_over(tick: MakeTick) -> None:
    state = Rates()
    run([tick("0.01144", offset=n, source=f"s{n}") for n in range(50)], state)
    run([tick("0.02", 1, offset=50, source="s1")], state)
    assert len(state) == 50 + 1 + 50 + 50 + 1
    run([tick("0.01144", days=TICKS_DAYS + 1, offset=51, base="KZT")], state)
    assert len(state) == 3


def test_a_moment_finer_than_rows_can_keep_is_cut_before_it_is_compared(tick: MakeTick) -> None:
    made = tick("0.01144").message
    first, second = (
        Received(tick("0.01144", offset=n).raw, made.model_copy(update={"tick_id": f"t1:{n}", "event_time": moment}))
        for n, moment in enumerate([made.event_time + timedelta(microseconds=900), made.event_time])
    )
    live, rebuilt = Rates(), Rates()
    rebuilt.apply(decode(TickRow, encode(run([first], live).rows[0])))
    assert run([second], live).outputs == run([second], rebuilt).outputs
    assert run([first, second]).outputs[-1].topic is FX_TICKS


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["0.01144", "0.01145", "0.0115", "0.02", "0.0201", "0.1144", "87.4", "0.01", "0"]),
        st.integers(-30, 30),  # hours of the page beside the hour of its arrival
        st.sampled_from(["Herald", "Courier", "Post"]),
        st.sampled_from(["KGS", "KZT"]),
        st.integers(0, 5),  # days until the next record
        st.integers(0, 40),  # name of the tick: some repeat
    ),
    max_size=40,
)


def log(tick: MakeTick, steps: list[tuple[str, int, str, str, int, int]]) -> list[Received]:
    records, day = [], 0
    for offset, (rate, hours, source, base, days, name) in enumerate(steps):
        made = tick(rate, days=day, offset=offset, source=source, base=base, tick_id=f"t1:{name}")
        moved = made.message.model_copy(update={"event_time": made.message.event_time + timedelta(hours=hours)})
        raw = made.raw._replace(value=encode(moved))  # type: ignore[attr-defined]
        records.append(Received(raw, STAGE.decode(raw)))
        day += days
    return records


def in_batches(records: list[Received], cuts: Sequence[int], state: Rates) -> tuple[list[Output], list[TickRow]]:
    outputs: list[Output] = []
    rows: list[TickRow] = []
    bounds = [0, *sorted(cut % (len(records) + 1) for cut in cuts), len(records)]
    for start, end in pairwise(bounds):
        result = run(records[start:end], state)
        outputs += result.outputs
        rows += [row for row in result.rows if isinstance(row, TickRow)]
    return outputs, rows


@given(STEPS, st.lists(st.integers(0, 100), max_size=5))
def test_any_cut_into_batches_gives_the_same_bytes(
    tick: MakeTick, steps: list[tuple[str, int, str, str, int, int]], cuts: list[int]
) -> None:
    records = log(tick, steps)
    whole, rows = in_batches(records, [], Rates())
    cut, cut_rows = in_batches(records, cuts, Rates())
    assert cut == whole
    assert [encode(row) for row in cut_rows] == [encode(row) for row in rows]


@given(STEPS, st.integers(0, 40))
def test_a_state_rebuilt_from_its_rows_goes_on_as_the_live_one(
    tick: MakeTick, steps: list[tuple[str, int, str, str, int, int]], restart: int
) -> None:
    records = log(tick, steps)
    head, tail = records[:restart], records[restart:]
    live, rebuilt = Rates(), Rates()
    _, rows = in_batches(head, [], live)
    for row in rows:
        rebuilt.apply(decode(TickRow, encode(row)))
    assert in_batches(tail, [], rebuilt) == in_batches(tail, [], live)


@given(STEPS, st.integers(0, 40))
def test_rows_older_than_the_horizon_are_not_missed(
    tick: MakeTick, steps: list[tuple[str, int, str, str, int, int]], restart: int
) -> None:
    records = log(tick, [(*step[:5], number) for number, step in enumerate(steps)])
    head, tail = records[:restart], records[restart:]
    live, rebuilt = Rates(), Rates()
    _, rows = in_batches(head, [], live)
    resumed_at = tail[0].raw.timestamp if tail else 0
    for row in rows:
        if row.arrival >= resumed_at - TICKS_DAYS * 86_400_000:
            rebuilt.apply(decode(TickRow, encode(row)))
    assert in_batches(tail, [], rebuilt) == in_batches(tail, [], live)


def test_what_is_not_checked_again_has_the_bytes_of_what_is(tick: MakeTick) -> None:
    result = run([tick(rate, 13 * hour, offset=hour) for hour, rate in enumerate(["0.01144", "0.00800", "0.00801"])])
    kinds: dict[str, type[FxTick | FxRate]] = {FX_TICKS.name: FxTick, FX_RATES.name: FxRate}
    assert all(encode(decode(kinds[output.topic.name], output.value)) == output.value for output in result.outputs)
    assert all(encode(decode(TickRow, encode(row))) == encode(row) for row in result.rows)


def test_a_page_crawled_every_ten_minutes_is_neither_stale_nor_its_own_witness(tick: MakeTick) -> None:
    crawls = range(1, 60)
    still = [tick("87.45", crawl / 6, offset=10 * crawl) for crawl in crawls]
    moving = [tick(f"{87.45 + crawl / 50:.2f}", crawl / 6, offset=10 * crawl + 1, source="Courier") for crawl in crawls]
    wrong = [tick("874.5" if crawl > 1 else "87.45", crawl / 6, offset=10 * crawl + 2, source="Post") for crawl in crawls]
    state = Rates()
    found = ticks(run(sorted([*still, *moving, *wrong], key=lambda record: record.raw.offset), state))
    assert {tuple(t.reasons) for t in found if t.source == "Herald"} == {()}
    assert {tuple(t.reasons) for t in found if t.source == "Post"} == {(), ("decimal_slip",)}
    assert state.known(("KGS", "USD"), quote_of(wrong[-1].message, 0)).doubts[1:] == []
