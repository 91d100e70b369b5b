"""Every generated file is committed as the code makes it, and the generators are not in the wheel."""

from __future__ import annotations

import tomllib

from tests.support import ROOT
from tools.generate import generated_files


def test_every_generated_file_is_committed_as_it_is_made() -> None:
    stale = [path.relative_to(ROOT) for path, text in generated_files() if not path.exists() or path.read_text("utf-8") != text]
    assert stale == [], "run: make schemas"


def test_every_schema_and_example_belongs_to_a_topic() -> None:
    made = {path for path, _ in generated_files()}
    for directory in (ROOT / "schemas" / "json", ROOT / "schemas" / "examples"):
        assert set(directory.iterdir()) <= made


def test_the_wheel_holds_only_the_product() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel == {"packages": ["schemas", "agents", "streams", "deploy"]}
