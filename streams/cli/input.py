"""Reads pages from files: bare text, one JSON envelope, or one JSON envelope per line."""

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
    """A raw page to publish: its bytes, and headers with the content type and the metadata."""

    name: str
    value: bytes
    headers: Headers


def page_files(paths: list[Path], extra: Headers = ()) -> Iterator[PageFile]:
    """Yield the pages of the files. Each line of a .jsonl file is a page; any other file is one page.

    The pages in .json and .jsonl files are JSON envelopes, all others are bare text. Every page gets the
    headers `extra`.
    """
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
    """Return metadata as headers. Values that are None or empty are left out."""
    return tuple((name, value.encode()) for name, value in given.items() if value)
