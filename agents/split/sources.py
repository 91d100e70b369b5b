"""The source of a page, and its first place, as far as a record can be read. A record need not be a valid page.

The source is the header `source`, else the source of the JSON envelope, else the host of the url, else `unknown`.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from pydantic import ConfigDict, ValidationError

from agents.origin import PAGE_HEADER, UNKNOWN, Origin
from agents.split.limits import clean_metadata, clean_name
from agents.stage import RawRecord
from schemas.base import Message
from schemas.limits import LIMITS, Limits

__all__ = ["declares_json", "first_place", "origin_of", "source_named"]

READ = ("content-type", "source", "url")
"""The headers that say where a page comes from."""

LONGEST_NUMBER = 18
"""A number with more digits may not fit into 64 bits, so it is not read."""


class _Named(Message):
    """The fields of an envelope that name its source, of any type."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    source: object = None
    url: object = None


def origin_of(record: RawRecord, limits: Limits = LIMITS, *, undecoded: bool = False) -> Origin:
    """Return the origin of a record. What cannot be read is left out: then the source is `unknown`, and the url None.

    With `undecoded` only the headers are read, because the value may crash the worker.
    """
    headers = _headers(record)
    named = _Named() if undecoded else _named(record.value, headers, limits)
    given = {"source": headers.get("source") or _text(named.source), "url": _text(named.url) or headers.get("url")}
    cleaned = clean_metadata(given, limits)
    return first_place(record)._replace(source=source_named(cleaned["source"], cleaned["url"], limits), url=cleaned["url"])


def source_named(source: str | None, url: str | None, limits: Limits) -> str:
    """Return the cleaned name of the publisher, else the host of the cleaned url, else `unknown`."""
    return source or _host(url, limits) or UNKNOWN


def first_place(record: RawRecord) -> Origin:
    """Return the place and the arrival that the header PAGE_HEADER names, else those of the record.

    The header counts only if it names an earlier record of the same partition. So a crawler can forge only a past place.
    """
    own = Origin(record.topic, record.partition, record.offset, record.timestamp)
    given = next((value for name, value in record.headers if name == PAGE_HEADER), None)
    begin = f"{own.topic}[{own.partition}]@".encode()
    if not given or not given.startswith(begin):
        return own
    offset, _, arrival = given.removeprefix(begin).partition(b" ")
    if not all(number.isdigit() and len(number) <= LONGEST_NUMBER for number in (offset, arrival)) or int(offset) >= own.offset:
        return own
    return own._replace(offset=int(offset), arrival=min(int(arrival), own.arrival), replayed=True)


def declares_json(text: str, headers: Mapping[str, str]) -> bool:
    """Return whether a record is JSON: by its content type, or without one by its first character."""
    media = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media in {"application/json", "text/json"} or media.endswith("+json"):
        return True
    return not media and text.lstrip()[:1] == "{"


def _headers(record: RawRecord) -> dict[str, str]:
    """Return the first header of each name in READ."""
    found: dict[str, str] = {}
    for name, value in record.headers:
        if (lower := name.lower()) in READ:
            found.setdefault(lower, (value or b"").decode("utf-8", "replace"))
    return found


def _named(value: bytes | None, headers: Mapping[str, str], limits: Limits) -> _Named:
    """Return what the JSON of a value names. Nothing is named by text, and by JSON that is broken or over the limit."""
    if not value or len(value) > limits.page_bytes:
        return _Named()
    try:
        text = value.decode("utf-8").removeprefix("\ufeff")
        return _Named.model_validate_json(text) if declares_json(text, headers) else _Named()
    except (UnicodeDecodeError, ValidationError):
        return _Named()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _host(url: str | None, limits: Limits) -> str | None:
    try:
        return clean_name(urlsplit(url or "").hostname, limits)
    except ValueError:
        return None
