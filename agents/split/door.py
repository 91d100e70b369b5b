"""The door for raw pages: a record in, a checked Page out, or Refused with the reason.

Two shapes are taken: bare UTF-8 text with metadata in headers, and a JSON envelope.
`content-type` decides; without it, a record that begins with a brace is JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from pydantic import ValidationError

from agents.protocols import RawRecord
from schemas.codec import first_error
from schemas.page import Page, PageEnvelope
from schemas.rejection import Reason, Refused

__all__ = ["LONGEST_NAME", "read_page"]

LONGEST_NAME = 2048
"""Characters kept of an url; a source has at most 200."""

AHEAD = timedelta(minutes=5)
"""How far a crawler's clock may run ahead before its word is not taken."""

METADATA = ("url", "source", "fetched_at", "layout", "licence", "robots")


def read_page(record: RawRecord) -> Page:
    """Return the page of a raw record; Refused says why there is none."""
    headers = _headers(record)
    text = _utf8(record.value)
    envelope = _envelope(text, headers) if _is_json(text, headers) else _bare(text, headers)
    _check(envelope.text)
    url = _printable(envelope.url, LONGEST_NAME) or None
    return Page(
        page_topic=record.topic,
        page_partition=record.partition,
        page_offset=record.offset,
        text=envelope.text,
        url=url,
        source=_source(headers.get("source") or envelope.source, url),
        event_time=_event_time(envelope.fetched_at, record.timestamp),
        layout=envelope.layout,
        licence=_printable(envelope.licence, 200) or None,
        robots=_printable(envelope.robots, 200) or None,
    )


def _headers(record: RawRecord) -> dict[str, str]:
    """Return the headers as text, by lower-case name; the first of a name counts."""
    headers: dict[str, str] = {}
    for name, value in record.headers:
        headers.setdefault(name.lower(), (value or b"").decode("utf-8", "replace"))
    return headers


def _utf8(value: bytes | None) -> str:
    if not value:
        raise Refused(Reason.PAGE_EMPTY, "the record has no value")
    try:
        return value.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise Refused(Reason.PAGE_NOT_UTF8, f"byte {error.start}: {error.reason}") from None


def _is_json(text: str, headers: Mapping[str, str]) -> bool:
    media = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media in {"application/json", "text/json"} or media.endswith("+json"):
        return True
    return not media and text.lstrip()[:1] == "{"


def _envelope(text: str, headers: Mapping[str, str]) -> PageEnvelope:
    try:
        envelope = PageEnvelope.model_validate_json(text)
    except ValidationError as error:
        broken = error.errors(include_url=False)[0]["type"] == "json_invalid"
        raise Refused(Reason.PAGE_BAD_JSON if broken else Reason.PAGE_BAD_SHAPE, first_error(error)) from None
    return envelope if envelope.url or "url" not in headers else envelope.model_copy(update={"url": headers["url"]})


def _bare(text: str, headers: Mapping[str, str]) -> PageEnvelope:
    given = {name: headers[name] for name in METADATA if headers.get(name)}
    try:
        return PageEnvelope.model_validate({"text": text, **given})
    except ValidationError as error:
        raise Refused(Reason.PAGE_BAD_SHAPE, f"header {first_error(error)}") from None


def _check(text: str) -> None:
    if not text:
        raise Refused(Reason.PAGE_EMPTY, "the text is empty")
    if "\0" in text:
        raise Refused(Reason.PAGE_NUL, f"first NUL at character {text.index(chr(0))}")
    if text.isspace():
        raise Refused(Reason.PAGE_BLANK, f"{len(text)} characters of white space")


def _printable(text: str | None, longest: int) -> str:
    return "".join(character for character in (text or "")[:longest] if character.isprintable()).strip()


def _source(named: str | None, url: str | None) -> str:
    return _printable(named, 200) or _host(url) or "unknown"


def _host(url: str | None) -> str:
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""


def _event_time(fetched_at: datetime | None, arrival: int) -> datetime:
    """Take the crawler's time unless it lies ahead: one record of 2099 must not expire the state."""
    broker = datetime.fromtimestamp(max(arrival, 0) / 1000, UTC)
    return broker if fetched_at is None or fetched_at > broker + AHEAD else fetched_at
