"""The limits on a page. A page over a limit is rejected, or the excess part is dropped and the report names that part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from agents.origin import PAGE_HEADER
from agents.split.result import Split
from agents.stage import RawRecord
from schemas.base import printable
from schemas.limits import Limits
from schemas.rejection import Reason, Rejection

__all__ = ["clean_metadata", "clean_name", "limited", "read_headers", "validate_text"]


def read_headers(record: RawRecord, limits: Limits) -> dict[str, str]:
    """Return the headers of a record by lower-case name. Raise Rejection if the headers or the key exceed the limits.

    If several headers have the same name, the first counts. Bytes that are not UTF-8 become U+FFFD.
    """
    counted = [(name, value) for name, value in record.headers if name != PAGE_HEADER]  # a replay adds it to a page
    size = sum(len(name) + len(value or b"") for name, value in counted)
    if len(counted) > limits.headers or size > limits.header_bytes:
        most = f"at most {limits.headers} and {limits.header_bytes} are taken"
        raise Rejection(Reason.PAGE_HEADERS, f"{len(counted)} headers of {size} bytes; {most}")
    if len(record.key or b"") > limits.key_bytes:
        raise Rejection(Reason.PAGE_HEADERS, f"a key of {len(record.key or b'')} bytes; at most {limits.key_bytes} are taken")
    headers: dict[str, str] = {}
    for name, value in record.headers:
        headers.setdefault(name.lower(), (value or b"").decode("utf-8", "replace"))
    return headers


def validate_text(text: str, limits: Limits) -> None:
    """Raise Rejection for a text that is empty, blank, binary, or over a limit."""
    if not text:
        raise Rejection(Reason.PAGE_EMPTY, "the text is empty")
    if "\0" in text:
        raise Rejection(Reason.PAGE_NUL, f"first NUL at character {text.index(chr(0))}")
    if text.isspace():
        raise Rejection(Reason.PAGE_BLANK, f"{len(text)} characters of white space")
    if len(text) > limits.page_characters:
        raise Rejection(Reason.PAGE_TOO_LARGE, f"{len(text)} characters; at most {limits.page_characters} are taken")
    lines = text.count("\n") + 1
    if lines > limits.page_lines:
        raise Rejection(Reason.PAGE_TOO_MANY_LINES, f"{lines} lines; at most {limits.page_lines} are taken")
    longest = max(map(len, text.split("\n")))
    if longest > limits.line_characters:
        raise Rejection(Reason.PAGE_LINE_TOO_LONG, f"a line of {longest} characters; at most {limits.line_characters} are taken")


def clean_name(name: str | None, limits: Limits) -> str | None:
    """Return the name without unprintable characters, or None if the result is empty or too long."""
    kept = printable(name or "").strip()
    return kept if 0 < len(kept) <= limits.name_characters else None


def clean_metadata(given: Mapping[str, str | None], limits: Limits) -> dict[str, str | None]:
    """Return the metadata of a page in the form that is published. A dropped value is None.

    Unprintable characters are removed from names. The URL is kept whole or dropped, because a part of a URL leads elsewhere.
    """
    url = (given.get("url") or "").strip()
    whole = url.isprintable() and "\ufffd" not in url and 0 < len(url) <= limits.url_characters
    return {**{name: clean_name(value, limits) for name, value in given.items()}, "url": url if whole else None}


def limited(found: Split, limits: Limits) -> Split:
    """Return the split without the ticks that exceed their limit. Raise Rejection if there are too many articles.

    Every draft contains all ticks of its page, so the two limits together bound the output of a page.
    """
    if len(found.articles) > limits.articles:
        raise Rejection(Reason.PAGE_TOO_MANY_ARTICLES, f"{len(found.articles)} articles; at most {limits.articles} are taken")
    return found if len(found.ticks) <= limits.ticks else replace(found, ticks=found.ticks[: limits.ticks])
