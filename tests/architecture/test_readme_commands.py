"""The commands of the README, run as they are printed."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import orjson
import pytest

from streams.settings import Settings
from tests.support import ROOT
from tests.support.processes import child, lines_until

pytestmark = pytest.mark.kafka

DEMO_PAGE = ROOT / "streams" / "cli" / "demo_page.txt"
README = (ROOT / "README.md").read_text("utf-8")
LONG_RUNNING = {"worker": "ready:", "up": "Ctrl-C stops"}


def commands() -> list[list[str]]:
    """Return the silkwire commands of the README, in order, without their comments."""
    lines = re.findall(r"^\$ \.venv/bin/silkwire (.+)$", README, re.MULTILINE)
    return [shlex.split(line, comments=True) for line in lines]


@contextmanager
def started(arguments: list[str], sign: str, variables: Mapping[str, str], cwd: Path) -> Iterator[None]:
    """Start a command that runs until Ctrl-C, wait for its sign, and end it so."""
    command = ["-m", "streams", *arguments]
    with child(command, variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=cwd) as process:
        lines_until(process, sign)
        yield
        process.send_signal(signal.SIGINT)
        assert process.wait() == 0


def test_the_commands_of_the_readme_do_what_it_says(bare_settings: Settings, tmp_path: Path) -> None:
    shutil.copy(DEMO_PAGE, tmp_path / "page.txt")
    variables = {**bare_settings.environment(), "PYTHONPATH": str(ROOT)}
    words = {arguments[0]: arguments for arguments in commands()}
    assert set(words) == {"walk", "up", "topics", "worker", "publish", "tail", "rates"}

    def run(name: str, *more: str) -> bytes:
        where = ROOT if name == "walk" else tmp_path
        command = [sys.executable, "-m", "streams", *words[name], *more]
        return subprocess.run(command, cwd=where, env=os.environ | variables, capture_output=True, check=True).stdout

    assert b"Lake Ferry" in run("walk")
    assert b"topics created" in run("topics")
    with started(words["worker"], LONG_RUNNING["worker"], variables, tmp_path):
        assert b"published 1 page" in run("publish")
        (line,) = run("tail", "--count", "1").splitlines()
        assert orjson.loads(line)["value"]["source"] == "kabar"
        words["wait for all rates"] = ["tail", "fx.rates", "--from-start", "--count", "10"]
        run("wait for all rates")
        assert b"KGS > USD > KZT" in run("rates")
    with started(words["up"], LONG_RUNNING["up"], variables, tmp_path):
        pass


def test_the_demo_ends_well_and_shows_articles_ticks_and_decisions() -> None:
    done = subprocess.run([sys.executable, "-m", "streams", "demo"], cwd=ROOT, capture_output=True, check=True)
    shown = done.stdout.decode()
    for words in (
        "3 articles, 5 ticks",
        "UZS/USD 0.00008 +- 0.000005",
        "new",
        "5,500 KGS = 62.92 USD, the text says 63",
        "kcat -b",
    ):
        assert words in shown
