"""Each fault of the machine has a finding."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from streams.operate.findings import Finding, Health
from streams.operate.machine import Disk, Embedded, Machine
from streams.operate.machine_checks import FAUST, check_machine
from tests.support import ROOT

MACHINE = Machine((), FAUST, (), (Disk("cache", Path("/cache"), 10**11),), Embedded("openjdk 25", "", 46, 46))


def of(name: str, findings: Sequence[Finding]) -> Finding:
    return next(finding for finding in findings if finding.name == name)


def test_facts_in_order_give_only_ok_findings() -> None:
    findings = list(check_machine(MACHINE))
    assert {finding.health for finding in findings} == {"ok"}
    assert not any(finding.remedy for finding in findings)


@pytest.mark.parametrize(
    ("name", "machine", "health", "what"),
    [
        ("settings", replace(MACHINE, unknown_variables=("SILKWIRE_PORT",)), "warn", "SILKWIRE_PORT"),
        ("faust", replace(MACHINE, faust="0.16.0"), "bad", "0.16.0 is installed"),
        ("schemas", replace(MACHINE, stale_schemas=("fx.ticks.v1.schema.json",)), "bad", "fx.ticks.v1.schema.json"),
        ("java", replace(MACHINE, embedded=Embedded("", "no Java", 46, 46)), "bad", "no Java"),
        ("jars", replace(MACHINE, embedded=Embedded("openjdk", "", 45, 46)), "warn", "45 of 46"),
        ("disk: cache", replace(MACHINE, disks=(Disk("cache", Path("/cache"), 10**9),)), "warn", "1.0 GB free at /cache"),
        ("disk: cache", replace(MACHINE, disks=(Disk("cache", Path("/cache"), 10**8),)), "bad", "0.1 GB free"),
        ("embedded Kafka", replace(MACHINE, embedded=None), "skipped", "brokers are elsewhere"),
    ],
)
def test_each_fault_of_the_machine_has_a_finding(name: str, machine: Machine, health: Health, what: str) -> None:
    finding = of(name, list(check_machine(machine)))
    assert (finding.health, what in finding.what) == (health, True), finding


def test_the_expected_faust_is_the_pinned_one() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text("utf-8")
    assert re.findall(r'"faust-streaming==([\d.]+)"', pyproject) == [FAUST]
