"""Pages from files: bare text, one JSON envelope, or one envelope per line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from streams.cli.console import read_file

__all__ = ["JSON", "PageFile", "metadata", "page_files"]

TEXT = b"text/plain; charset=utf-8"
JSON = b"application/json"

Headers = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class PageFile:
    """A raw page to publish: its bytes, and headers with its type and metadata."""

    name: str
    value: bytes
    headers: Headers


def page_files(paths: list[Path], extra: Headers = ()) -> Iterator[PageFile]:
    """Yield the pages of each file: .jsonl holds one per line, .json an envelope, any other file bare text."""
    for path in paths:
        value = read_file(path)
        if path.suffix == ".jsonl":
            for number, line in enumerate(value.splitlines(), 1):
                if line.strip():
                    yield PageFile(f"{path}:{number}", line, (("content-type", JSON), *extra))
        else:
            kind = JSON if path.suffix == ".json" else TEXT
            yield PageFile(str(path), value, (("content-type", kind), *extra))


def metadata(**given: str | None) -> Headers:
    """Return the metadata that was given, as headers."""
    return tuple((name, value.encode()) for name, value in given.items() if value)
