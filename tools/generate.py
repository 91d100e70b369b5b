"""Writes every generated file; `make schemas` runs it. The tests compare `generated_files` with the committed files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from schemas.json_schema import DIRECTORY, file_name, schema
from schemas.topics import TOPICS
from tools.examples import examples
from tools.handbook import handbook_page, limits_page, readers_page
from tools.metrics_page import metrics_page

__all__ = ["EXAMPLES", "HANDBOOK", "LIMITS_PAGE", "METRICS_PAGE", "READERS_PAGE", "generated_files", "main"]

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "schemas" / "examples"
HANDBOOK = ROOT / "docs" / "operations.md"
LIMITS_PAGE = ROOT / "docs" / "limits.md"
METRICS_PAGE = ROOT / "docs" / "metrics.md"
READERS_PAGE = ROOT / "docs" / "reading.md"


def generated_files() -> Iterator[tuple[Path, str]]:
    """Yield the path of every generated file, and its whole text. For some pages, only blocks of the text are generated."""
    for topic in TOPICS:
        yield DIRECTORY / file_name(topic), _json(schema(topic))
    for topic, value in examples():
        yield EXAMPLES / f"{topic.name}.v{topic.major}.json", _json(value)
    yield METRICS_PAGE, metrics_page()
    yield LIMITS_PAGE, limits_page(LIMITS_PAGE.read_text("utf-8"))
    yield READERS_PAGE, readers_page(READERS_PAGE.read_text("utf-8"))
    yield HANDBOOK, handbook_page(HANDBOOK.read_text("utf-8"))


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write every generated file."""
    for path, text in generated_files():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
