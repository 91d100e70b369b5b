"""docs/operations.md: its tables are those of the code, and its commands and options exist."""

from __future__ import annotations

import re
import shlex

import pytest
from typer.testing import CliRunner

from schemas.rejection import Reason
from streams.cli import app
from tests.support import ROOT
from tools.generate import HANDBOOK
from tools.handbook import REPORT_REASONS, handbook_page

TEXT = HANDBOOK.read_text("utf-8")
COMMANDS = sorted(set(re.findall(r"^\$ silkwire (.+)$", TEXT, re.MULTILINE)))


def test_the_committed_tables_are_those_of_the_code() -> None:
    assert handbook_page(TEXT) == TEXT, "run: make schemas"


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_in_one_table_by_whether_it_rejects(reason: Reason) -> None:
    row = f"| `{reason.value}` | {reason.meaning} | {reason.remedy} |"
    assert TEXT.count(row) == 1
    block = "report reasons" if reason in REPORT_REASONS else "reasons"
    assert row in TEXT.partition(f"<!-- {block} -->")[2].partition(f"<!-- /{block} -->")[0]


@pytest.mark.parametrize("reason", sorted(REPORT_REASONS))
def test_no_stage_rejects_a_record_for_a_reason_of_reports(reason: Reason) -> None:
    sources = [path.read_text("utf-8") for folder in ("agents", "streams") for path in (ROOT / folder).rglob("*.py")]
    assert any(f"Reason.{reason.name}.value" in source for source in sources)
    assert not any(f"Rejection(Reason.{reason.name}" in source for source in sources)


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_handbook_exists_with_its_options(line: str) -> None:
    words = shlex.split(line)
    command = words[:2] if words[0] in {"offsets", "rejected", "topics"} else words[:1]
    helped = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"})
    assert helped.exit_code == 0, helped.output
    for option in (word for word in words if word.startswith("--")):
        assert option in helped.output, option


@pytest.mark.parametrize(
    "option", ["status --watch", "doctor --strict", "doctor --data", "rejected list --limit", "rejected replay --wait"]
)
def test_every_option_of_the_handbook_exists(option: str) -> None:
    *command, flag = option.split()
    assert f"`{flag}" in TEXT
    assert flag in CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "200", "TERM": "dumb"}).output
