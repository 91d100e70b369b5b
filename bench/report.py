"""Measured rows as tables for people, or as one JSON object for programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bench.figures import Ratio, Spread
from bench.flow.rounds import Flow
from bench.hop.rounds import Hop

__all__ = ["Report"]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a benchmark measured, with the machine and the command."""

    machine: str
    command: str
    hops: Sequence[Hop] = field(default_factory=list)
    flows: Sequence[Flow] = field(default_factory=list)
    ratios: Sequence[Ratio] = field(default_factory=list)

    def json(self) -> dict[str, Any]:
        """Return the report as plain values for JSON: every run, and every ratio with its target."""
        return {**asdict(self), "ratios": [{**asdict(ratio), "met": ratio.met} for ratio in self.ratios]}

    def tables(self) -> RenderableType:
        """Return the tables for people."""
        parts: list[RenderableType] = [Text(self.machine), Text(f"$ {self.command}\n", style="bold")]
        parts += [_hops(self.hops)] if self.hops else []
        parts += [_flows(self.flows), _stages(self.flows)] if self.flows else []
        return Group(*parts, _ratios(self.ratios), Text("median (lowest .. highest) of the interleaved rounds", style="dim"))


def _table(title: str, *left: str, right: Sequence[str]) -> Table:
    table = Table(*left, title=title, title_justify="left", box=None, pad_edge=False)
    for name in right:
        table.add_column(name, justify="right")
    return table


def _hops(hops: Sequence[Hop]) -> Table:
    table = _table("one hop, empty step", "value", "row", right=["records", "records/s", "CPU us a record"])
    for hop in hops:
        rate, cpu = Spread.of(hop.rates), Spread.of([run.cpu_us for run in hop.runs])
        table.add_row(f"{hop.size} B", hop.row, f"{hop.runs[0].records:,}", _shown(rate, ",.0f"), _shown(cpu, ".1f"))
    return table


def _flows(flows: Sequence[Flow]) -> Table:
    right = ["pages", "clean articles", "pages/s", "CPU ms a page", "ready s", "peak MB"]
    table = _table("\nwhole flow, raw page to clean article", "page", "row", right=right)
    for flow in flows:
        table.add_row(
            flow.kind, flow.row, f"{flow.runs[0].pages:,}", f"{flow.runs[0].clean:,}", _shown(Spread.of(flow.rates), ",.1f"),
            _known(flow, lambda run: run.cpu_seconds and run.cpu_seconds / run.pages * 1e3, ".1f"),
            _known(flow, lambda run: run.ready_seconds, ".1f"),
            _known(flow, lambda run: run.rss_bytes and run.rss_bytes / 1e6, ".0f"),
        )  # fmt: skip
    return table


def _stages(flows: Sequence[Flow]) -> Table:
    timed = [flow for flow in flows if flow.runs[0].stage_seconds]
    names = list(timed[0].runs[0].stage_seconds or {}) if timed else []
    table = _table("\nCPU ms a page of each stage, in the walk", "page", right=names)
    for flow in timed:
        runs = [{name: seconds / run.pages * 1e3 for name, seconds in (run.stage_seconds or {}).items()} for run in flow.runs]
        table.add_row(flow.kind, *(_shown(Spread.of([run[name] for run in runs]), ".2f") for name in names))
    return table


def _known(flow: Flow, value: Callable[[Any], float | None], form: str) -> str:
    values = [it for it in map(value, flow.runs) if it is not None]
    return _shown(Spread.of(values), form) if values else "-"


def _ratios(ratios: Sequence[Ratio]) -> Table:
    table = _table("\nratios", "what", right=["measured", "target", ""])
    for ratio in ratios:
        verdict = Text("met", style="green") if ratio.met else Text("missed", style="yellow")
        table.add_row(ratio.what, _shown(ratio.value, ".2f"), f">= {ratio.target:g}", verdict)
    return table


def _shown(spread: Spread, form: str) -> str:
    return f"{spread.median:{form}} ({spread.low:{form}} .. {spread.high:{form}})"
