"""`silkwire walk`: the pipeline without Kafka, for a page or a stream of pages."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Annotated, Any

import orjson
import typer

from streams.cli.console import out, print_json
from streams.cli.input import JSON, metadata, page_files
from streams.cli.render import walked_page
from streams.errors import UsageError

__all__ = ["walk"]


def walk(
    page: Annotated[Path | None, typer.Argument(help="A page: bare text, or a .json envelope.")] = None,
    jsonl: Annotated[str | None, typer.Option("--jsonl", help="One JSON page a line, from a file or '-'.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show the candidate lines and the cues that decided.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, not tables.")] = False,
    source: Annotated[str | None, typer.Option(help="Name of the publisher.")] = None,
    url: Annotated[str | None, typer.Option(help="Address of the page.")] = None,
    fetched_at: Annotated[str | None, typer.Option(help="When it was fetched, RFC 3339.")] = None,
    prefix: Annotated[str, typer.Option(help="Prefix of the topic names in the records.")] = "silkwire.",
) -> None:
    """Run pages through all stages in this process and print what became of them."""
    if (page is None) == (jsonl is None):
        raise UsageError("give a page, or --jsonl FILE ('-' reads standard input)")
    if explain and (page is None or as_json):
        raise UsageError("--explain shows one page as a table: give it a page, without --json")
    from streams.cli.explain import explained_page  # noqa: PLC0415
    from streams.walk.pipeline import Walk  # noqa: PLC0415  the stages take a second to load; --help must not
    from streams.walk.report import explanation, page_object  # noqa: PLC0415

    pipeline = Walk(prefix)
    if jsonl is not None:
        for line in _lines(jsonl):
            walked = pipeline.page(line, (("content-type", JSON),), _now())
            print_json(page_object(walked, _id(line)))
        return
    headers = metadata(source=source, url=url, fetched_at=fetched_at)
    walks = [pipeline.page(file.value, file.headers, _now()) for file in page_files([page] if page else [], headers)]
    shown = [page_object(walked) for walked in walks]
    for walked, result in zip(walks, shown, strict=True):
        print_json(result) if as_json else out.print(walked_page(result))
        if explain:
            out.print(explained_page(explanation(walked)))
    if any(result["rejected"] for result in shown):
        raise typer.Exit(1)


def _now() -> int:
    """Stand in for the broker's time of arrival, ms."""
    return int(time.time() * 1000)


def _lines(name: str) -> Iterator[bytes]:
    """Yield the lines that hold something, as they come."""
    with ExitStack() as stack:
        stream: IO[bytes] = sys.stdin.buffer
        if name != "-":
            try:
                stream = stack.enter_context(Path(name).open("rb"))
            except OSError as error:
                raise UsageError(f"cannot read {name}: {(error.strerror or 'error').lower()}") from None
        for line in stream:
            if line.strip():
                yield line.rstrip(b"\r\n")


def _id(line: bytes) -> Any:
    """Return the line's own id, where it is an object with one."""
    try:
        page = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return page.get("id") if isinstance(page, dict) else None
