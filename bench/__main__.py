"""`python -m bench [--only hop|metrics|flow] [--json]`: measure a hop, the metrics and the whole flow.

A hop copies records through one stage, from a topic to another topic. The whole flow is all stages,
from raw pages to clean articles. The benchmark starts its own Kafka. Progress goes to standard
error. The exit code is 0 for any figures, and 1 if a part of the benchmark did not run.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys

from rich.console import Console

from bench.child import Failed
from bench.flow.rounds import measure_flows
from bench.flow.rounds import ratios as flow_ratios
from bench.hop.rounds import measure_hops, measure_metrics
from bench.hop.rounds import ratios as hop_ratios
from bench.report import Report
from deploy.local import LocalKafkaError
from streams.errors import ExitError
from tests.support.machine import machine_line

WIDTH = 120
"""Minimum width of the tables, in columns. Tables that go to a pipe have this width."""


HOPS = {None: measure_hops, "hop": measure_hops, "metrics": measure_metrics}


def main() -> int:
    """Run the benchmark and print its report; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure one hop and the whole flow.")
    parser.add_argument("--only", choices=["hop", "metrics", "flow"], help="one part of it")
    parser.add_argument("--json", action="store_true", help="print JSON, not tables")
    arguments = parser.parse_args()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # aiokafka warns about new topics until they have leaders
    remarks = Console(stderr=True, highlight=False)
    try:
        report = _measure(arguments.only, remarks)
    except (Failed, LocalKafkaError, ExitError, TimeoutError) as error:
        remarks.print(f"bench: {str(error) or 'the worker did not finish in time'}", style="red", markup=False)
        return 1
    if arguments.json:
        sys.stdout.write(json.dumps(report.json()) + "\n")
    else:
        Console(highlight=False, width=max(WIDTH, Console().width)).print(report.tables())
    return 0


def _measure(only: str | None, remarks: Console) -> Report:
    machine, command = machine_line(), f"python -m bench{f' --only {only}' if only else ''}"
    hops = HOPS[only](remarks.print) if only in HOPS else []
    flows = measure_flows(remarks.print) if only in {None, "flow"} else []
    return Report(machine, command, hops, flows, [*(hop_ratios(hops) if hops else []), *flow_ratios(flows)])


if __name__ == "__main__":
    sys.exit(main())
