"""Whatever crawlers send through the real stages, labels keep to the values the registry lists."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from agents.stage import Record, Stage
from streams.handler import receive_all
from streams.metrics import Done, Metrics
from streams.metrics.registry import METRICS, OTHER
from streams.stages import STAGES

WATCHED = 'watched.kg"\n\\'
CLOSED = {label.name: set(label.values or (OTHER, WATCHED)) for metric in METRICS for label in metric.labels}

values = st.none() | st.binary(max_size=200) | st.text(max_size=200).map(str.encode)
names = st.sampled_from(["source", "url", "content-type", "fetched_at"])
headers = st.lists(st.tuples(names, st.binary(max_size=30) | st.just(WATCHED.encode())), max_size=3).map(tuple)
records = st.lists(st.builds(Record, st.just("in"), st.just(0), st.just(7), st.just(1_794_628_800_000), values, values, headers))


@settings(max_examples=40)
@given(stage=st.sampled_from(STAGES), batch=records)
def test_hostile_records_make_no_label_value_that_is_not_documented(stage: Stage, batch: list[Record]) -> None:
    metrics = Metrics(watched=[WATCHED])
    result = stage.step(receive_all(stage, batch), stage.new_state() if stage.new_state else None)
    metrics.batch_done(Done(stage.name, result, 0.1, 0.1, 1_794_628_801.0, 1_794_628_800_000, 1_794_628_800_000))
    samples = [one for family in text_string_to_metric_families(metrics.exposition().decode()) for one in family.samples]
    labels = {(name, value) for one in samples for name, value in one.labels.items() if name != "le"}
    assert {name for name, value in labels if value not in CLOSED[name]} == set()
    done = sum(one.value for one in samples if one.name == "silkwire_records_total")
    assert done == len(batch)
