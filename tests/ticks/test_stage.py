"""What the ticks stage publishes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson
import pytest

from agents.runner import receive_all
from agents.stage import Outcome, Record
from agents.ticks import STAGE
from agents.ticks.quote import quote_of
from agents.ticks.state import Rates, TickRow
from schemas.codec import decode, encode
from schemas.rejection import Reason, Rejection
from schemas.tick import CONSENSUS, FxRate, FxTick
from schemas.topics import FX_RATES, FX_TICKS
from tests.ticks.stage_runs import MakeTick, rates, run, ticks


def test_a_tick_gives_a_tick_a_source_rate_and_a_consensus_rate(tick: MakeTick) -> None:
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


def test_a_tick_that_was_sent_twice_is_published_once(tick: MakeTick) -> None:
    result = run([tick("0.01144", offset=0, tick_id="t1:x"), tick("0.01144", offset=1, tick_id="t1:x")])
    assert result.outcomes == [Outcome.PROCESSED, Outcome.DUPLICATE]
    assert (len(result.outputs), len(result.rows)) == (3, 1)


def test_a_flagged_tick_is_published_and_changes_no_rate(tick: MakeTick) -> None:
    result = run([tick("0.01144", offset=0), tick("0.1144", 1, offset=1), tick("0.01150", 2, offset=2)])
    assert [(t.credibility, t.reasons) for t in ticks(result)] == [(1.0, []), (0.1, ["decimal_slip"]), (1.0, [])]
    assert [r.rate for r in rates(result) if r.source == "Herald"] == [Decimal("0.01144"), Decimal("0.01150")]


def test_a_devaluation_is_accepted_with_its_second_tick(tick: MakeTick) -> None:
    result = run([tick(rate, 13 * hour, offset=hour) for hour, rate in enumerate(["0.01144", "0.00800", "0.00801", "0.00805"])])
    assert [(t.credibility, t.revision) for t in ticks(result)] == [(1.0, 0), (0.4, 0), (0.7, 0), (0.7, 1), (1.0, 0)]
    assert [r.rate for r in rates(result) if r.source == "Herald"] == [Decimal(r) for r in ("0.01144", "0.00801", "0.00805")]


def test_a_confirmed_tick_is_published_again_as_a_revision(tick: MakeTick) -> None:
    first, again = (
        ticks(run([tick(rate, 13 * hour, offset=hour) for hour, rate in enumerate(["0.01144", "0.00800", "0.00801"])]))[n]
        for n in (1, 3)
    )
    assert first.reasons == ["jump"]
    assert again == first.model_copy(update={"credibility": 0.7, "reasons": ["jump", "confirmed"], "revision": 1})
    ids = [output.id for output in run([tick("0.01144"), tick("0.008", 13, offset=1), tick("0.008", 26, offset=2)]).outputs]
    assert len(set(ids)) == len(ids)
    assert f"t1:{1:032x}/r1" in ids


def test_another_source_confirms_a_jump_and_both_rates_change(tick: MakeTick) -> None:
    before = [tick("0.01144", offset=0), tick("0.01144", offset=1, source="Courier")]
    result = run([*before, tick("0.00800", 1, offset=2), tick("0.00801", 1, offset=3, source="Courier")])
    assert [(t.source, t.credibility, t.revision) for t in ticks(result)][2:] == [
        ("Herald", 0.2, 0), ("Courier", 0.7, 0), ("Herald", 0.7, 1),
    ]  # fmt: skip
    assert [(r.source, r.rate) for r in rates(result)][-3:] == [
        ("Herald", Decimal("0.00800")), ("Courier", Decimal("0.00801")), (CONSENSUS, Decimal("0.008005")),
    ]  # fmt: skip


def test_a_redenomination_is_accepted_with_the_third_source(tick: MakeTick) -> None:
    sources = ["Herald", "Courier", "Post"]
    before = [tick("11440.0", offset=n, source=source) for n, source in enumerate(sources)]
    after = [tick("11.440", 1, offset=3 + n, source=source) for n, source in enumerate(sources)]
    result = run([*before, *after])
    assert [(t.source, t.reasons) for t in ticks(result)][3:] == [
        ("Herald", ["scale"]), ("Courier", ["scale"]), ("Post", ["scale", "confirmed"]),
        ("Herald", ["scale", "confirmed"]), ("Courier", ["scale", "confirmed"]),
    ]  # fmt: skip
    assert {r.source: r.rate for r in rates(result)} == dict.fromkeys([*sources, CONSENSUS], Decimal("11.440"))


def test_a_repeated_misprint_is_never_accepted_against_other_sources(tick: MakeTick) -> None:
    others = [tick("87.45", 24 * day, offset=100 + 10 * day + n, source=name) for day in range(9) for n, name in enumerate("ab")]
    wrong = [tick("8.745", 24 * day + 5, offset=100 + 10 * day + 5) for day in range(9)]
    result = run(sorted([*others, *wrong], key=lambda record: record.raw.offset))
    assert {t.credibility for t in ticks(result) if t.source == "Herald"} == {0.1}


def test_a_source_of_another_market_is_accepted_in_the_end(tick: MakeTick) -> None:
    others = [tick("3.50", 24 * day, offset=100 + 10 * day + n, source=name) for day in range(9) for n, name in enumerate("ab")]
    apart = [tick("19.5", 24 * day + 5, offset=100 + 10 * day + 5) for day in range(9)]
    result = run(sorted([*others, *apart], key=lambda record: record.raw.offset))
    assert [t.credibility for t in ticks(result) if t.source == "Herald" and not t.revision] == [0.4] * 4 + [0.7] + [0.6] * 4


def test_right_ticks_are_accepted_after_a_wrong_first_one(tick: MakeTick) -> None:
    result = run(
        [tick(rate, 13 * hour, offset=hour) for hour, rate in enumerate(["0.1144", "0.01144", "0.01145", "0.01144", "0.01146"])]
    )
    assert [t.credibility for t in ticks(result) if not t.revision] == [1.0, 0.1, 0.1, 0.7, 1.0]


def test_a_return_to_the_old_rate_discards_unconfirmed_ticks(tick: MakeTick) -> None:
    result = run([tick(rate, hour, offset=hour) for hour, rate in enumerate(["0.01144", "0.00800", "0.01144", "0.00800"])])
    assert [t.credibility for t in ticks(result)] == [1.0, 0.4, 1.0, 0.4]


def test_a_late_tick_is_published_as_late_and_changes_no_rate(tick: MakeTick) -> None:
    result = run([tick("0.01144", 5, offset=0), tick("0.01100", 4, offset=1), tick("0.01150", 6, offset=2)])
    assert [t.late for t in ticks(result)] == [False, True, False]
    assert [r.rate for r in rates(result) if r.source == "Herald"] == [Decimal("0.01144"), Decimal("0.01150")]


def test_only_a_later_tick_of_the_same_source_makes_a_tick_late(tick: MakeTick) -> None:
    result = run([tick("0.01144", 5, offset=0), tick("0.01146", 4, offset=1, source="Courier")])
    assert [t.late for t in ticks(result)] == [False, False]
    together = [r for r in rates(result) if r.source == CONSENSUS][-1]
    assert (together.rate, together.sources) == (Decimal("0.01145"), 2)
    assert together.event_time == ticks(result)[0].event_time


def test_the_same_rate_of_the_same_time_changes_no_rate(tick: MakeTick) -> None:
    result = run([tick("0.01144", offset=0), tick("0.01144", offset=1)])
    assert (len(ticks(result)), len(rates(result))) == (2, 2)


def test_a_publisher_named_consensus_changes_no_rate(tick: MakeTick) -> None:
    result = run([tick("0.01144", offset=0, source=CONSENSUS)])
    assert [(t.credibility, t.reasons) for t in ticks(result)] == [(0.0, ["reserved_source"])]
    assert rates(result) == []


def test_unchecked_messages_have_the_bytes_of_checked_ones(tick: MakeTick) -> None:
    result = run([tick(rate, 13 * hour, offset=hour) for hour, rate in enumerate(["0.01144", "0.00800", "0.00801"])])
    kinds: dict[str, type[FxTick | FxRate]] = {FX_TICKS.name: FxTick, FX_RATES.name: FxRate}
    assert all(encode(decode(kinds[output.topic.name], output.value)) == output.value for output in result.outputs)
    assert all(encode(decode(TickRow, encode(row))) == encode(row) for row in result.rows)


def test_a_page_crawled_every_ten_minutes_is_not_stale_and_confirms_nothing(tick: MakeTick) -> None:
    crawls = range(1, 60)
    still = [tick("87.45", crawl / 6, offset=10 * crawl) for crawl in crawls]
    moving = [tick(f"{87.45 + crawl / 50:.2f}", crawl / 6, offset=10 * crawl + 1, source="Courier") for crawl in crawls]
    wrong = [tick("874.5" if crawl > 1 else "87.45", crawl / 6, offset=10 * crawl + 2, source="Post") for crawl in crawls]
    state = Rates()
    found = ticks(run(sorted([*still, *moving, *wrong], key=lambda record: record.raw.offset), state))
    assert {tuple(t.reasons) for t in found if t.source == "Herald"} == {()}
    assert {tuple(t.reasons) for t in found if t.source == "Post"} == {(), ("decimal_slip",)}
    assert state.context(("KGS", "USD"), quote_of(wrong[-1].message, 0)).unconfirmed[1:] == []


def published(tick: MakeTick, **changed: Any) -> list[FxTick] | Reason:
    """Return what the stage publishes of a tick with changed fields, or the reason of its rejection."""
    made = tick("0.01144")
    value = orjson.dumps(orjson.loads(encode(made.message)) | changed)
    raw = Record(made.raw.topic, 0, 0, made.raw.timestamp, made.raw.key, value)
    result = STAGE.step(receive_all(STAGE, [raw]), Rates())
    [outcome] = result.outcomes
    return outcome.reason if isinstance(outcome, Rejection) else [decode(FxTick, output.value) for output in result.outputs]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"rate": "0"}, "not_positive"),
        ({"rate": "-0.01144"}, "not_positive"),
        ({"rate": "1" + "0" * 30}, "impossible"),
        ({"base": "ABC"}, "unknown_currency"),
        ({"quote": "XXX"}, "unknown_currency"),
        ({"base": "USD"}, "same_currency"),
        ({"source": "consensus"}, "reserved_source"),
    ],
)
def test_an_invalid_rate_is_published_with_its_reason_and_changes_no_rate(
    tick: MakeTick, changed: dict[str, str], reason: str
) -> None:
    [kept] = published(tick, **changed)
    assert isinstance(kept, FxTick)
    assert (kept.credibility, kept.reasons) == (0.0, [reason])


@pytest.mark.parametrize("rate", ["NaN", "Infinity", "1e308", "9" * 400, 0.01144, None, "eleven"])
def test_an_invalid_number_is_rejected_with_its_reason(tick: MakeTick, rate: object) -> None:
    assert published(tick, rate=rate) is Reason.RECORD_UNDECODABLE
