"""What the benchmark makes of measured runs."""

from __future__ import annotations

import json

import pytest
from rich.console import Console

from bench.figures import Ratio, Spread, ratio
from bench.flow.crawl import Crawl
from bench.flow.outcome import Flowed
from bench.flow.rounds import WALK, WORKER, Flow
from bench.flow.rounds import ratios as flow_ratios
from bench.hop.job import Measured, Stopwatch
from bench.hop.rounds import BARE, LOADS, PLAIN, SILKWIRE, UNMETERED, Hop
from bench.hop.rounds import ratios as hop_ratios
from bench.report import Report


def hop(size: int, row: str, *seconds: float) -> Hop:
    return Hop(size, row, tuple(Measured(1000, it, it / 2) for it in seconds))


def hops() -> list[Hop]:
    """Silkwire takes 1 s, bare aiokafka 0.9 s, plain Faust 20 s, silkwire without metrics 0.98 s."""
    rows = ((SILKWIRE, 1.0), (BARE, 0.9), (PLAIN, 20.0), (UNMETERED, 0.98))
    return [hop(load.size, row, seconds, seconds, seconds) for load in LOADS for row, seconds in rows]


def flows(*, known: bool = True) -> list[Flow]:
    worker = Flowed(300, 10.0, 800, 6.0, 2.5, 200_000_000) if known else Flowed(300, 10.0, 800)
    return [Flow("7 KB", WORKER, (worker,) * 3), Flow("7 KB", WALK, (Flowed(300, 8.0, 800, 7.5),) * 3)]


def printed(report: Report) -> str:
    console = Console(width=120, highlight=False)
    with console.capture() as capture:
        console.print(report.tables())
    return capture.get()


@pytest.mark.parametrize(
    ("values", "expected"),
    [([3.0, 1.0, 2.0], (2, 1, 3)), ([4.0, 1.0], (2.5, 1, 4)), ([7.0], (7, 7, 7))],
)
def test_a_spread_is_the_median_with_the_lowest_and_the_highest(values: list[float], expected: tuple[float, ...]) -> None:
    spread = Spread.of(values)
    assert (spread.median, spread.low, spread.high) == expected


def test_a_ratio_divides_round_by_round_so_that_a_slow_minute_cancels_out() -> None:
    assert ratio("a / b", rates=[90, 9, 50], base=[100, 10, 100], target=0.8).value == Spread(0.9, 0.5, 0.9)


def test_a_ratio_of_rows_with_different_numbers_of_rounds_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        ratio("a / b", rates=[1, 2], base=[1], target=1)


@pytest.mark.parametrize(("median", "met"), [(0.79, False), (0.8, True), (2.0, True)])
def test_a_target_is_met_by_the_median(median: float, met: bool) -> None:
    assert Ratio("a / b", Spread(median, 0.1, 9.0), 0.8).met is met


def test_rate_and_cpu_are_counted_a_record() -> None:
    measured = Measured(records=200_000, seconds=4.0, cpu_seconds=1.0)
    assert (measured.rate, measured.cpu_us) == (50_000, 5)


def test_the_watch_runs_from_the_first_record_on() -> None:
    watch = Stopwatch()
    with pytest.raises(RuntimeError):
        watch.end(1)
    watch.begin()
    first = watch.end(1)
    watch.begin()  # the second record starts nothing again
    assert watch.end(2).seconds >= first.seconds


def test_silkwire_is_compared_with_every_other_row_at_every_size() -> None:
    small, large = LOADS
    found = [(it.what, round(it.value.median, 2), it.target, it.met) for it in hop_ratios(hops())]
    assert found == [
        (f"hop of {small.size} B: silkwire / plain Faust", 20, 15, True),
        (f"hop of {small.size} B: silkwire / bare aiokafka", 0.9, 0.8, True),
        (f"hop of {small.size} B: silkwire / silkwire without metrics", 0.98, 0.97, True),
        (f"hop of {large.size} B: silkwire / plain Faust", 20, 4, True),
        (f"hop of {large.size} B: silkwire / bare aiokafka", 0.9, 0.8, True),
        (f"hop of {large.size} B: silkwire / silkwire without metrics", 0.98, 0.97, True),
    ]


def test_the_tables_show_rates_spread_targets_and_what_they_were_measured_on() -> None:
    text = printed(Report("2 cores", "python -m bench", hops(), flows(), [*hop_ratios(hops()), *flow_ratios(flows())]))
    for part in (
        "2 cores",
        "$ python -m bench",
        "1,111 (1,111 .. 1,111)",
        "30.0 (30.0 .. 30.0)",
        "0.80 (0.80 .. 0.80)",
        ">= 0.6",
    ):
        assert part in text
    assert max(map(len, text.splitlines())) <= 120


def test_what_the_system_does_not_tell_is_left_open() -> None:
    worker = next(line for line in printed(Report("m", "c", [], flows(known=False))).splitlines() if WORKER in line)
    assert worker.split()[-3:] == ["-", "-", "-"]


def test_the_json_holds_every_run_and_whether_each_target_was_met() -> None:
    report = json.loads(json.dumps(Report("2 cores", "python -m bench", hops(), flows(), flow_ratios(flows())).json()))
    assert [run["seconds"] for run in report["hops"][0]["runs"]] == [1.0, 1.0, 1.0]
    assert [(it["target"], it["met"]) for it in report["ratios"]] == [(0.6, True)]


def test_a_crawl_is_the_same_in_every_process_and_each_page_has_its_own_address() -> None:
    pages = list(Crawl(pages=30, articles=2).records())
    assert pages == list(Crawl(pages=30, articles=2).records())
    assert len({page.key for page in pages}) == 30
