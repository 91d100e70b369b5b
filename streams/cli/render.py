"""Makes tables and lines for people, from the same JSON objects that programs get."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import orjson
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from schemas.rejection import Reason
from streams.cli.console import safe

__all__ = ["record_line", "walked_page"]

KIND_COLOUR = {"new": "green", "update": "cyan"}


def walked_page(page: dict[str, Any]) -> RenderableType:
    """Return what `walk` shows of a page: tables of articles, ticks and money, and each span kind's share of the page."""
    if page["rejected"]:
        return Text("refused: ", style="red").append_text(safe(f"{page['rejected']['reason']}: {page['rejected']['detail']}"))
    parts: list[RenderableType] = [Text(f"page of {page['page_date'] or 'no date'}", style="bold")]
    if page["articles"]:
        parts.append(_articles(page["articles"]))
    elif not page["reason"]:
        parts.append(Text("no article, and no running text", style="yellow"))
    if page["reason"]:
        parts.append(_reason(page["reason"], page["detail"]))
    if page["ticks"]:
        parts.append(_ticks(page["ticks"]))
    money = [mention for article in page["articles"] for mention in article["money"]]
    if money:
        parts.append(_money(money))
    parts.append(_ledger(page["spans"]))
    return Group(*parts)


def _reason(word: str, detail: str) -> Text:
    """Return a line with the reason and the detail of a page's report, and what to do."""
    reason = Reason.known(word)
    line = Text(f"{word}: ", style="yellow").append_text(safe(detail))
    return line.append(f"; {reason.remedy}") if reason and reason.remedy else line


def _articles(articles: list[dict[str, Any]]) -> Table:
    columns = ["#", "headline", "sub-heads", "chars", "language", "sure", "decision"]
    cut = any(article["teaser"] for article in articles)
    table = Table(*columns, *(["text"] if cut else []), box=None, title="articles", title_justify="left")
    for number, article in enumerate(articles, 1):
        kind = article["decision"]["kind"]
        table.add_row(
            str(number), safe(article["headline"], 90), str(len(article["subheadings"])), f"{len(article['text']):,}",
            article["language"] or "?", f"{article['confidence']:.2f}", Text(kind, style=KIND_COLOUR.get(kind, "yellow")),
            *(["teaser" if article["teaser"] else "whole"] if cut else []),
        )  # fmt: skip
    return table


def _ticks(ticks: list[dict[str, Any]]) -> Table:
    table = Table("pair", "rate", "+-", "change", "seen", "credibility", box=None, title="ticks", title_justify="left")
    for tick in ticks:
        table.add_row(
            f"{tick['base']}/{tick['quote']}", tick["rate"], tick["error_bound"], f"{tick['change_percent'] or ''}",
            f"{tick['count']} x", f"{tick['credibility']:.2f} {' '.join(tick['reasons'])}",
        )  # fmt: skip
    return table


def _money(money: Iterable[dict[str, Any]]) -> Table:
    table = Table("as printed", "amount", "US dollars", "text says", box=None, title="money", title_justify="left")
    for mention in money:
        amount = f"{Decimal(mention['amount']):,f} {mention['currency']}"
        table.add_row(safe(mention["text"], 40), amount, _in_dollars(mention), mention["stated_usd"] or "")
    return table


def _in_dollars(mention: dict[str, Any]) -> str:
    """Return the value in US dollars with its bounds, or the reason why there is no value."""
    if mention["usd"] is None:
        return str(mention["reason"])
    value, low, high = (f"{Decimal(mention[name]):,f}" for name in ("usd", "usd_low", "usd_high"))
    return value if low == high else f"{value}  ({low} to {high})"


def _ledger(spans: list[list[Any]]) -> Text:
    total: dict[str, int] = {}
    for start, end, kind, _article in spans:
        total[kind] = total.get(kind, 0) + end - start
    page = sum(total.values()) or 1
    shares = "  ".join(f"{kind} {100 * size / page:.1f} %" for kind, size in sorted(total.items(), key=lambda item: -item[1]))
    return Text(f"every character accounted for: {shares}", style="dim")


def record_line(topic: str, value: bytes, headers: Iterable[tuple[str, bytes]]) -> Text:
    """Return a line that sums up a record of any topic. For an article, one line per amount of money follows."""
    name = topic.rsplit(".v", 1)[0]
    line = Text(f"{name:<19} ", style="dim")
    try:
        message = orjson.loads(value)
    except orjson.JSONDecodeError:
        message = None
    if name == "rejected" or not isinstance(message, dict):
        given = {key: (text or b"").decode("utf-8", "replace") for key, text in headers}
        return line.append_text(safe(f"{given.get('silkwire-reason', '')} {given.get('silkwire-detail', '')}"))
    try:
        return line.append_text(_summary(name, message))
    except (KeyError, TypeError, AttributeError):  # a record of another program
        return line.append_text(safe(str(message), 110))


def _valued(message: dict[str, Any]) -> Text:
    """Return a line for each foreign amount of money in an article. Amounts without a value in US dollars are left out."""
    lines = Text()
    for money in message.get("money", ()):
        if money["usd"] and money["currency"] != "USD":
            stated = f", the text says {money['stated_usd']}" if money["stated_usd"] else ""
            lines.append(f"\n{'':<24}").append_text(safe(f"{money['text']} = {money['usd']} USD{stated}"))
    return lines


def _summary(name: str, message: dict[str, Any]) -> Text:
    if name == "articles.decisions":
        known = f"version {message['version']}" if message["version"] else f"of {message['of']}"
        line = safe(f"{message['kind']:<7} {message['content_id'][:19]} {known}")
        line.stylize(KIND_COLOUR.get(message["kind"], "yellow"))
        return line
    if name == "pages.reports":
        return safe(f"{message['outcome']}: {message['articles']} articles, {message['ticks']} ticks {message['reason'] or ''}")
    if "headline" in message:
        return safe(f"{message.get('language') or '??'}  {message['headline']}", 110).append_text(_valued(message))
    if "rate" in message:
        error = f"+- {message['error_bound']}"
        return safe(f"{message['base']}/{message['quote']} {message['rate']} {error} {message['source']}")
    return safe(str(message), 110)
