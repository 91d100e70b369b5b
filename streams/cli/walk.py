"""`silkwire walk`: runs the pipeline without Kafka, on one page or on a stream of pages."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Annotated, Any

import orjson
import typer

from streams.cli.console import naming_file, now_ms, out, print_json
from streams.cli.input import JSON, metadata, page_files
from streams.cli.options import AsJson, FetchedAt, PageSource, PageUrl
from streams.cli.render import walked_page
from streams.errors import UsageError

__all__ = ["walk"]


def walk(
    page: Annotated[Path | None, typer.Argument(help="A page: bare text, or a .json envelope.")] = None,
    jsonl: Annotated[
        str | None, typer.Option("--jsonl", help="One JSON page per line, from a file, or from standard input: '-'.")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show the candidate headlines and the cues that decided.")] = False,
    as_json: AsJson = False,
    source: PageSource = None,
    url: PageUrl = None,
    fetched_at: FetchedAt = None,
    prefix: Annotated[str, typer.Option(help="Prefix of the topic names in the records.")] = "silkwire.",
) -> None:
    """Run pages through all stages in this process, and print the results."""
    if (page is None) == (jsonl is None):
        raise UsageError("give a page, or --jsonl FILE ('-' reads standard input)")
    if explain and (page is None or as_json):
        raise UsageError("--explain shows one page as a table: give it a page, without --json")
    from streams.cli.explain import explained_page  # noqa: PLC0415
    from streams.walk.pipeline import Walk  # noqa: PLC0415  the stages take a second to load; --help must not
    from streams.walk.report import WalkReport, explanation  # noqa: PLC0415

    pipeline, report = Walk(prefix), WalkReport()
    if jsonl is not None:
        for line in _lines(jsonl):
            walked = pipeline.page(line, (("content-type", JSON),), now_ms())
            print_json(report.page(walked, _id(line)))
        return
    headers = metadata(source=source, url=url, fetched_at=fetched_at)
    walks = [pipeline.page(file.value, file.headers, now_ms()) for file in page_files([page] if page else [], headers)]
    shown = [report.page(walked) for walked in walks]
    for walked, result in zip(walks, shown, strict=True):
        print_json(result) if as_json else out.print(walked_page(result))
        if explain:
            out.print(explained_page(explanation(walked)))
    if any(result["rejected"] for result in shown):
        raise typer.Exit(1)


def _lines(name: str) -> Iterator[bytes]:
    """Yield the lines of a file as they arrive, except blank lines. The file name `-` means standard input."""
    with ExitStack() as stack:
        stream: IO[bytes] = sys.stdin.buffer
        if name != "-":
            path = Path(name)
            with naming_file("read", path):
                stream = stack.enter_context(path.open("rb"))
        for line in stream:
            if line.strip():
                yield line.rstrip(b"\r\n")


def _id(line: bytes) -> Any:
    """Return the `id` of the page on a line, or None if the line is not a JSON object with an `id`."""
    try:
        page = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return page.get("id") if isinstance(page, dict) else None
