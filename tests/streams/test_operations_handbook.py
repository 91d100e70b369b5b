"""docs/operations.md says what the code does."""

from __future__ import annotations

import re
import shlex

import pytest
from typer.testing import CliRunner

from schemas.rejection import Reason
from streams.cli import app
from streams.errors import Stopped
from streams.operate.handbook import HANDBOOK, rewritten

TEXT = HANDBOOK.read_text("utf-8")
COMMANDS = sorted(set(re.findall(r"^\$ silkwire (.+)$", TEXT, re.MULTILINE)))


def test_its_tables_are_those_of_the_code() -> None:
    assert rewritten(TEXT) == TEXT, "run: make schemas"
    for reason in Reason:
        assert f"| `{reason.value}` | {reason.meaning} | {reason.mend} |" in TEXT


def test_every_cause_has_a_code_of_its_own_and_a_step_that_mends_it() -> None:
    causes: list[type[Stopped]] = [Stopped, *Stopped.__subclasses__()]
    assert len({cause.code for cause in causes}) == len(causes)
    assert all(cause.__doc__ and cause.mend for cause in causes)


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_it_exists_with_its_options(line: str) -> None:
    words = shlex.split(line)
    command = words[:2] if words[0] in {"rejected", "topics"} else words[:1]
    helped = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"})
    assert helped.exit_code == 0, helped.output
    for option in (word for word in words if word.startswith("--")):
        assert option in helped.output, option


@pytest.mark.parametrize(
    "option", ["status --watch", "doctor --strict", "doctor --data", "rejected list --limit", "rejected replay --wait"]
)
def test_every_option_it_speaks_of_exists(option: str) -> None:
    *command, flag = option.split()
    assert f"`{flag}" in TEXT
    assert flag in CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "200", "TERM": "dumb"}).output
