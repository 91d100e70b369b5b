"""`silkwire demo`: sends a page through a real Kafka, and shows the results as they arrive."""

from __future__ import annotations

import asyncio
from collections import Counter
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from schemas.topics import ARTICLES_CLEAN, ARTICLES_DECISIONS, FX_TICKS, PAGES_REPORTS, REJECTED
from streams.cli.console import out, remarks
from streams.cli.input import metadata, page_files
from streams.cli.publish import send_pages
from streams.cli.render import record_line
from streams.cli.tail import follow
from streams.errors import ExitError

if TYPE_CHECKING:
    from streams.cli.stack import Stack

__all__ = ["demo"]

SHOWN = (PAGES_REPORTS, ARTICLES_DECISIONS, ARTICLES_CLEAN, FX_TICKS, REJECTED)
ARRIVAL_SECONDS = 30


def demo(
    page: Annotated[Path | None, typer.Argument(help="Any page; without it, the demo page.")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Leave broker and worker running until Ctrl-C.")] = False,
) -> None:
    """Start a real Kafka and a worker, publish a page, and show the results."""
    from streams.cli.stack import running_stack, wait_for_ctrl_c  # noqa: PLC0415  --help must not load Faust

    with as_file(files("streams.cli") / "demo_page.txt") as own:
        pages = list(page_files([page or own], metadata(source=page.stem if page else "demo", fetched_at=None)))
    with running_stack(None, None, None) as stack:
        remarks.print(f"Kafka at {stack.settings.brokers}, worker ready; publishing {page or 'the demo page'}", soft_wrap=True)
        asyncio.run(_show(stack, pages))
        _addresses(stack)
        if keep:
            wait_for_ctrl_c(stack, "Ctrl-C ends the demo")
        out.print("The demo ends here; `silkwire demo --keep` leaves all of it running.")


def _addresses(stack: Stack) -> None:
    clean = ARTICLES_CLEAN.full_name(stack.settings.prefix)
    out.print(f"\nbroker   {stack.settings.brokers}\nmetrics  {stack.metrics}", soft_wrap=True)
    out.print(f"kcat     kcat -b {stack.settings.brokers} -t {clean} -C -o beginning -f '%k %s\\n'", soft_wrap=True)


async def _show(stack: Stack, pages: list[Any]) -> None:
    """Publish the pages, and print the results until every expected record has arrived."""
    await send_pages(stack.settings, pages, None, 0)
    arrived: Counter[str] = Counter()
    try:
        async with asyncio.timeout(ARRIVAL_SECONDS):
            async for record in follow(stack.settings, [t.full_name(stack.settings.prefix) for t in SHOWN], from_start=True):
                _print(stack, record, arrived)
                if _complete(arrived, len(pages)):
                    return
    except TimeoutError:
        stack.check()
        raise ExitError(
            f"only part of the expected records arrived within {ARRIVAL_SECONDS} s: {dict(arrived)}; look at the log: {stack.log}"
        ) from None


def _print(stack: Stack, record: Any, arrived: Counter[str]) -> None:
    name = record.topic.removeprefix(stack.settings.prefix)
    out.print(record_line(name, record.value, record.headers), soft_wrap=True)
    arrived[name] += 1
    if name.startswith(REJECTED.name):
        return
    message = orjson.loads(record.value)
    if name.startswith(PAGES_REPORTS.name):
        arrived["drafts due"] += message["articles"]
        arrived["ticks due"] += message["ticks"]
    elif name.startswith(ARTICLES_DECISIONS.name) and message["version"]:
        arrived["articles due"] += 1


def _complete(arrived: Counter[str], pages: int) -> bool:
    """Return whether each page has its report, and all records have arrived that reports and decisions announce."""

    def got(topic: Any) -> int:
        return arrived[topic.full_name("")]

    return (
        got(PAGES_REPORTS) == pages
        and got(ARTICLES_DECISIONS) == arrived["drafts due"]
        and got(FX_TICKS) == arrived["ticks due"]
        and got(ARTICLES_CLEAN) == arrived["articles due"]
    )
