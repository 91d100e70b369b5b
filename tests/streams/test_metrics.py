"""Metrics that an operator can build on: documented, bounded, and never of a partition given away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from agents.stage import Outcome, Output, PageSeen, Result, TickSeen
from schemas.rejection import Reason, Refused
from schemas.topics import PARTITIONS, Topic
from streams.metrics import Done, Live, Metrics, PartitionNow, StageNow, WorkerNow
from streams.metrics.document import page
from streams.metrics.registry import METRICS, OTHER, Metric
from streams.settings import WATCHED_SOURCES
from streams.stages import STAGES

ROOT = Path(__file__).parents[2]
NOW = 1_794_628_800.0
PROCESS_SERIES = 6
UNITS = tuple(
    "_seconds _bytes _ratio _total _records _info _entries _headlines _batches _held _ready _balance".split()  # noqa: SIM905
)


def samples(metrics: Metrics) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    families = text_string_to_metric_families(metrics.exposition().decode())
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for family in families for one in family.samples}


def done(stage: str, result: Result) -> Done:
    return Done(
        stage,
        result,
        step=0.01,
        deliver=0.02,
        now=NOW,
        oldest_ms=int(NOW * 1000) - 5000,
        page_ms=int(NOW * 1000) - 9000,
        state_bytes=100,
    )


def worker(*partitions: PartitionNow, retention_ms: int = 7_000_000) -> WorkerNow:
    return WorkerNow(NOW, ready=True, loop_delay=0.0, stages=(StageNow("split", retention_ms, 1, 2000, partitions),))


def live(now: WorkerNow) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    metrics = Metrics()
    metrics.registry.register(Live(lambda: now))
    return samples(metrics)


def of(partition: int, stage: str = "split") -> tuple[tuple[str, str], ...]:
    return (("partition", str(partition)), ("stage", stage))


def test_the_committed_page_is_what_the_registry_says() -> None:
    assert (ROOT / "docs" / "metrics.md").read_text("utf-8") == page(), "run: make schemas"


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_a_metric_is_named_as_prometheus_wants_it_and_says_what_it_is(metric: Metric) -> None:
    assert re.fullmatch(r"silkwire_[a-z_]+", metric.name)
    assert metric.name.endswith(UNITS)
    assert metric.name.endswith("_total") == (metric.kind == "counter")
    assert metric.help.endswith(".")
    assert all(metric.buckets[at] < metric.buckets[at + 1] for at in range(len(metric.buckets) - 1))


def test_a_batch_counts_its_records_its_refusals_and_its_outputs() -> None:
    split = STAGES[0]
    outputs = [Output(split.writes[0], b"", b"", "id", "2026-11-14T03:59:50.000Z")] * 2
    outcomes: list[Outcome | Refused] = [Outcome.TAKEN, Outcome.REPEATED, Refused(Reason.PAGE_NUL)]
    metrics = Metrics()
    metrics.batch_done(done("split", Result(outputs, [0, 0], [], outcomes)))
    found = samples(metrics)
    kinds = ("taken", "repeated", "refused")
    assert [found["silkwire_records_total", (("outcome", kind), ("stage", "split"))] for kind in kinds] == [1] * 3
    assert found["silkwire_refused_total", (("reason", "page.nul"), ("stage", "split"))] == 1
    assert found["silkwire_outputs_total", (("stage", "split"), ("topic", split.writes[0].name))] == 2
    assert found["silkwire_arrival_age_seconds_sum", (("stage", "split"),)] == pytest.approx(5)
    assert found["silkwire_page_age_seconds_sum", (("stage", "split"),)] == pytest.approx(9)
    assert found["silkwire_event_age_seconds_sum", (("stage", "split"),)] == pytest.approx(NOW - 1_794_628_790)


def test_rates_of_what_never_happened_start_at_nought() -> None:
    assert samples(Metrics())["silkwire_refused_total", (("reason", "bug"), ("stage", "enrich"))] == 0


def test_sources_share_one_series_unless_the_operator_watches_them() -> None:
    metrics = Metrics(watched=["watched.kg"])
    seen = [PageSeen(source, 3, 0.9, 0.2) for source in ("watched.kg", "one.kz", "two.uz")]
    metrics.batch_done(done("split", Result(pages=seen)))
    counts = {labels: value for (name, labels), value in samples(metrics).items() if name == "silkwire_page_headlines_count"}
    assert counts == {(("source", "watched.kg"),): 1, (("source", OTHER),): 2}


def test_a_partition_given_away_leaves_no_series() -> None:
    ours = PartitionNow(2, 7, int(NOW * 1000) - 60_000, 5, held=True, balance=12)
    before, after = live(worker(ours)), live(worker())
    assert before["silkwire_partition_held", of(2)] == 1
    assert not any("partition" in dict(labels) for _, labels in after)


@pytest.mark.parametrize(
    ("lag", "oldest", "retention_ms", "seconds", "left"),
    [
        (0, None, 7_000_000, 0.0, None),
        (7, 60, 7_000_000, 60.0, 6940.0),
        (7, 60, -1, 60.0, None),
        (7, None, 7_000_000, None, None),
        (None, None, 7_000_000, None, None),
    ],
    ids=["no lag", "lag", "kept for ever", "nothing fetched yet", "not known yet"],
)
def test_lag_is_told_in_seconds_and_against_retention(
    lag: int | None, oldest: int | None, retention_ms: int, seconds: float | None, left: float | None
) -> None:
    oldest_ms = None if oldest is None else int((NOW - oldest) * 1000)
    found = live(worker(PartitionNow(0, lag, oldest_ms, None, held=False, balance=0), retention_ms=retention_ms))
    assert found.get(("silkwire_lag_seconds", of(0))) == seconds
    assert found.get(("silkwire_retention_left_seconds", of(0))) == left


stages = st.sampled_from(STAGES)
outcomes = st.lists(st.one_of(st.sampled_from(Outcome), st.sampled_from(Reason).map(Refused)), max_size=20)
seen = st.lists(st.builds(PageSeen, st.text(), st.floats(0, 1e9), st.none() | st.floats(0, 1), st.floats(0, 1)), max_size=5)


@settings(max_examples=40)
@given(data=st.data())
def test_no_input_makes_more_series_than_the_registry_allows(data: st.DataObject) -> None:
    metrics = Metrics(watched=data.draw(st.lists(st.text(min_size=1), max_size=WATCHED_SOURCES + 5)))
    for _ in range(data.draw(st.integers(1, 6))):
        stage = data.draw(stages)
        topics: list[Topic] = data.draw(st.lists(st.sampled_from(stage.writes), max_size=5))
        outputs = [Output(topic, b"", b"", "", "2026-11-14T00:00:00Z") for topic in topics]
        metrics.batch_done(done(stage.name, Result(outputs, [0] * len(outputs), [], data.draw(outcomes), data.draw(seen))))
    all_partitions = tuple(PartitionNow(n, 1, 1, 1, held=False, balance=0) for n in range(PARTITIONS))
    every = tuple(StageNow(stage.name, 1, 1, 1, all_partitions) for stage in STAGES)
    metrics.registry.register(Live(lambda: WorkerNow(NOW, ready=True, loop_delay=0.0, stages=every)))
    found = [name for name, _ in samples(metrics)]
    for metric in METRICS:
        names = {metric.name, *(metric.name + end for end in ("_bucket", "_sum", "_count"))}
        assert sum(name in names for name in found) <= metric.most_series, metric.name
    ours = [name for name in found if not name.startswith("process_")]
    assert len(ours) <= sum(metric.most_series for metric in METRICS)
    assert len(found) - len(ours) <= PROCESS_SERIES


RULES = (ROOT / "deploy" / "prometheus" / "alerts.yml").read_text("utf-8").split("- alert: ")[1:]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.partition("\n")[0])
def test_an_alert_tells_what_to_do_and_names_only_labels_it_has(rule: str) -> None:
    expression, _, told = rule.partition("annotations:")
    assert all(re.search(rf"^ +{field}: \".+\"$", told, re.MULTILINE) for field in ("summary", "do"))
    kept = set(re.findall(r"[a-z]+", " ".join(re.findall(r"(?:by|on) \(([^)]*)\)", expression))))
    assert set(re.findall(r"\$labels\.(\w+)", told)) <= kept


def test_alert_rules_speak_of_metrics_that_exist() -> None:
    rules = "".join(RULES)
    known = {metric.name for metric in METRICS}
    known |= {f"{metric.name}_{end}" for metric in METRICS if metric.kind == "histogram" for end in ("bucket", "sum", "count")}
    named = set(re.findall(r"silkwire_[a-z_]+", rules))
    assert named
    assert named <= known


def test_ticks_are_counted_by_watched_source_and_verdict_and_the_newest_believed_one_is_told() -> None:
    metrics = Metrics(["herald.example"])
    metrics.batch_done(done("ticks", Result(ticks=[
        TickSeen("herald.example", "sound", NOW - 60), TickSeen("herald.example", "flagged", NOW), TickSeen("a", "late", NOW - 9),
    ])))  # fmt: skip
    metrics.batch_done(
        done("ticks", Result(ticks=[TickSeen("herald.example", "lowered", NOW - 90), TickSeen("b", "sound", NOW - 5)]))
    )
    told = samples(metrics)
    counts = {
        tuple(value for _, value in labels): value for (name, labels), value in told.items() if name == "silkwire_ticks_total"
    }
    assert counts == {
        ("herald.example", "sound"): 1, ("herald.example", "flagged"): 1, (OTHER, "late"): 1, ("herald.example", "lowered"): 1,
        (OTHER, "sound"): 1,
    }  # fmt: skip
    newest = {labels[0][1]: value for (name, labels), value in told.items() if name == "silkwire_newest_tick_timestamp_seconds"}
    assert newest == {"herald.example": NOW - 60, OTHER: NOW - 5}
