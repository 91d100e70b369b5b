"""`make check` finds the words of tools/plain_words.txt, and proposes plain ones."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT

LISTED = [line.partition("->") for line in (ROOT / "tools" / "plain_words.txt").read_text("utf-8").splitlines()]


def check(path: Path) -> subprocess.CompletedProcess[str]:
    """Run the check of `make check` on a file."""
    command = [sys.executable, "-m", "codespell_lib", "--toml", "tools/plain_words.toml", str(path)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_every_listed_word_is_found_and_plain_ones_are_proposed(tmp_path: Path) -> None:
    text = tmp_path / "module.py"
    text.write_text("".join(f'"""Return what {word} in the log."""\n' for word, _, _ in LISTED), "utf-8")
    done = check(text)
    found = [line.split(": ", 1)[1] for line in done.stdout.splitlines()]
    assert found == [f"{word} ==> {plain.rstrip(',')}" for word, _, plain in LISTED]
    assert done.returncode != 0


@pytest.mark.parametrize(
    "text", ["The lag behind the end, for every record that counts.", 'found["mend"]', 'Standing = "doubted"']
)
def test_plain_english_and_names_that_readers_depend_on_pass(tmp_path: Path, text: str) -> None:
    path = tmp_path / "notes.md"
    path.write_text(f"{text}\n", "utf-8")
    done = check(path)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_check_covers_code_documents_and_tests() -> None:
    recipe = (ROOT / "Makefile").read_text("utf-8").split("\ncheck:")[1].split("\n\n")[0]
    (line,) = (line for line in recipe.splitlines() if "plain_words.toml" in line)
    covered = set(line.split("plain_words.toml ")[1].split())
    assert covered == {
        "schemas", "agents", "streams", "deploy", "tools", "training", "docs", "bench", "tests", "README.md", "CHANGELOG.md",
    }  # fmt: skip
