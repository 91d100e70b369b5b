"""Counting finished batches: by outcome, output and source, within the registry's number of series."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from agents.runner import receive_all
from agents.split import PageObservation
from agents.stage import AnyStage, Outcome, Output, Record, Result
from agents.ticks import TickObservation
from schemas.rejection import Reason, Rejection
from schemas.topics import PARTITIONS, Topic
from streams.metrics import FinishedBatch, LiveGauges, Metrics, PartitionSnapshot, StageSnapshot, StateFigures, WorkerSnapshot
from streams.metrics.registry import METRICS, OTHER
from streams.settings import WATCHED_SOURCES
from streams.stages import STAGES, stage_named
from tests.metrics.exposition import NOW, done, samples


def test_a_batch_counts_its_records_its_refusals_and_its_outputs() -> None:
    split = stage_named("split")
    outputs = [Output(split.writes[0], b"", b"", "id", "2026-11-14T03:59:50.000Z")] * 2
    outcomes: list[Outcome | Rejection] = [Outcome.PROCESSED, Outcome.DUPLICATE, Rejection(Reason.PAGE_NUL)]
    metrics = Metrics()
    metrics.count_batch(done("split", Result(outputs, [0, 0], [], outcomes)))
    found = samples(metrics)
    kinds = ("taken", "repeated", "refused")
    assert [found["silkwire_records_total", (("outcome", kind), ("stage", "split"))] for kind in kinds] == [1] * 3
    assert found["silkwire_refused_total", (("reason", "page.nul"), ("stage", "split"))] == 1
    assert found["silkwire_outputs_total", (("stage", "split"), ("topic", split.writes[0].name))] == 2
    assert found["silkwire_arrival_age_seconds_sum", (("stage", "split"),)] == pytest.approx(5)
    assert found["silkwire_page_age_seconds_sum", (("stage", "split"),)] == pytest.approx(9)
    assert found["silkwire_event_age_seconds_sum", (("stage", "split"),)] == pytest.approx(NOW - 1_794_628_790)


def test_a_counter_starts_at_zero() -> None:
    assert samples(Metrics())["silkwire_refused_total", (("reason", "bug"), ("stage", "enrich"))] == 0


def test_sources_share_one_series_unless_the_operator_watches_them() -> None:
    metrics = Metrics(watched=["watched.kg"])
    seen = [PageObservation(source, 3, 0.9, 0.2) for source in ("watched.kg", "one.kz", "two.uz")]
    metrics.count_batch(done("split", Result(observations=[*seen])))
    counts = {labels: value for (name, labels), value in samples(metrics).items() if name == "silkwire_page_headlines_count"}
    assert counts == {(("source", "watched.kg"),): 1, (("source", OTHER),): 2}


def test_ticks_are_counted_by_source_and_verdict_and_the_newest_accepted_one_is_kept() -> None:
    metrics = Metrics(["herald.example"])
    herald = partial(TickObservation, "herald.example")
    seen = [herald("sound", NOW - 60), herald("flagged", NOW), TickObservation("a", "late", NOW - 9)]
    later = [herald("lowered", NOW - 90), TickObservation("b", "sound", NOW - 5)]
    for batch in (seen, later):
        metrics.count_batch(done("ticks", Result(observations=[*batch])))
    shown = samples(metrics)
    counts = {
        tuple(value for _, value in labels): value for (name, labels), value in shown.items() if name == "silkwire_ticks_total"
    }
    assert counts == {
        ("herald.example", "sound"): 1, ("herald.example", "flagged"): 1, (OTHER, "late"): 1, ("herald.example", "lowered"): 1,
        (OTHER, "sound"): 1,
    }  # fmt: skip
    newest = {labels[0][1]: value for (name, labels), value in shown.items() if name == "silkwire_newest_tick_timestamp_seconds"}
    assert newest == {"herald.example": NOW - 60, OTHER: NOW - 5}


PROCESS_SERIES = 6

stages = st.sampled_from(STAGES)

outcomes = st.lists(st.one_of(st.sampled_from(Outcome), st.sampled_from(Reason).map(Rejection)), max_size=20)

seen = st.lists(
    st.builds(PageObservation, st.text(), st.floats(0, 1e9), st.none() | st.floats(0, 1), st.floats(0, 1)), max_size=5
)


@settings(max_examples=40)
@given(data=st.data())
def test_no_input_makes_more_series_than_the_registry_allows(data: st.DataObject) -> None:
    metrics = Metrics(watched=data.draw(st.lists(st.text(min_size=1), max_size=WATCHED_SOURCES + 5)))
    for _ in range(data.draw(st.integers(1, 6))):
        stage = data.draw(stages)
        topics: list[Topic] = data.draw(st.lists(st.sampled_from(stage.writes), max_size=5))
        outputs = [Output(topic, b"", b"", "", "2026-11-14T00:00:00Z") for topic in topics]
        metrics.count_batch(done(stage.name, Result(outputs, [0] * len(outputs), [], data.draw(outcomes), [*data.draw(seen)])))
    all_partitions = tuple(
        PartitionSnapshot(n, 1, 1, StateFigures(1), held=False, balance=0) for n in range(PARTITIONS["partitions"])
    )
    every = tuple(StageSnapshot(stage.name, 1, 1, 1, all_partitions) for stage in STAGES)
    metrics.registry.register(LiveGauges(lambda: WorkerSnapshot(NOW, ready=True, loop_delay=0.0, stages=every)))
    found = [name for name, _ in samples(metrics)]
    for metric in METRICS:
        names = {metric.name, *(metric.name + end for end in ("_bucket", "_sum", "_count"))}
        assert sum(name in names for name in found) <= metric.most_series, metric.name
    ours = [name for name in found if not name.startswith("process_")]
    assert len(ours) <= sum(metric.most_series for metric in METRICS)
    assert len(found) - len(ours) <= PROCESS_SERIES


WATCHED = 'watched.kg"\n\\'

CLOSED = {label.name: set(label.values or (OTHER, WATCHED)) for metric in METRICS for label in metric.labels}

values = st.none() | st.binary(max_size=200) | st.text(max_size=200).map(str.encode)

names = st.sampled_from(["source", "url", "content-type", "fetched_at"])

headers = st.lists(st.tuples(names, st.binary(max_size=30) | st.just(WATCHED.encode())), max_size=3).map(tuple)

records = st.lists(st.builds(Record, st.just("in"), st.just(0), st.just(7), st.just(1_794_628_800_000), values, values, headers))


@settings(max_examples=40)
@given(stage=st.sampled_from(STAGES), batch=records)
def test_hostile_records_make_no_label_value_that_is_not_documented(stage: AnyStage, batch: list[Record]) -> None:
    metrics = Metrics(watched=[WATCHED])
    result = stage.step(receive_all(stage, batch), stage.new_state() if stage.new_state else None)
    metrics.count_batch(FinishedBatch(stage.name, result, 0.1, 0.1, 1_794_628_801.0, 1_794_628_800_000, 1_794_628_800_000))
    samples = [one for family in text_string_to_metric_families(metrics.exposition().decode()) for one in family.samples]
    labels = {(name, value) for one in samples for name, value in one.labels.items() if name != "le"}
    assert {name for name, value in labels if value not in CLOSED[name]} == set()
    done = sum(one.value for one in samples if one.name == "silkwire_records_total")
    assert done == len(batch)
