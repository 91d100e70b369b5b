"""What the README shows is what happens."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

from tests.support import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_the_readme_shows_what_walk_prints() -> None:
    shown = re.search(r"<!-- walk -->\n```\n(.*?)```\n<!-- /walk -->", README, re.DOTALL)
    assert shown is not None
    command = [sys.executable, "-m", "streams", "walk", "streams/cli/demo_page.txt"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, env={"PATH": "", "COLUMNS": "110"}, check=True)
    printed = "\n".join(line.rstrip() for line in done.stdout.decode().splitlines())
    assert shown[1].strip() == printed.strip()


def test_every_command_of_the_readme_exists() -> None:
    commands = re.findall(r"^\$ \S*silkwire (\w+)", README, re.MULTILINE)
    helped = subprocess.run([sys.executable, "-m", "streams", "--help"], cwd=ROOT, capture_output=True, check=True)
    assert len(commands) >= 6
    for command in commands:
        assert re.search(rf"\b{command}\b", helped.stdout.decode()), command
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"(?:`|\$ )make (\w+)", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_file_the_documents_point_to_exists() -> None:
    for document in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text("utf-8")):
            assert (document.parent / link).exists(), f"{document.name}: {link}"


def test_the_readme_is_short_and_the_changelog_knows_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert len(README.splitlines()) <= 150
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")
