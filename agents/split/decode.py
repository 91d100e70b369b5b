"""Decode a raw record to a validated Page, or reject it with the reason.

A record is either bare UTF-8 text with metadata in its headers, or a JSON envelope. The header `content-type` says which.
Without this header, a record that begins with a brace is JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from agents.split.limits import clean_metadata, read_headers, validate_text
from agents.split.sources import declares_json, first_place, source_named
from agents.stage import RawRecord
from schemas.codec import first_error
from schemas.limits import LIMITS, Limits
from schemas.page import Page, PageEnvelope
from schemas.rejection import Reason, Rejection

__all__ = ["broker_time", "decode_page"]

AHEAD = timedelta(minutes=5)
"""How far `fetched_at` may be after the arrival of the record at the broker; a later `fetched_at` is not used."""
FIRST = datetime(1990, 1, 1, tzinfo=UTC)
"""The earliest `fetched_at` that is used. The web is not older, so an earlier time comes from a clock that was never set."""
LAST_ARRIVAL = 4_102_444_800_000
"""The latest arrival time that is used: the year 2100, in ms. Later times occur on topics whose time stamps producers set."""

METADATA = ("url", "source", "fetched_at", "layout", "licence", "robots")


def decode_page(record: RawRecord, limits: Limits = LIMITS) -> Page:
    """Return the page that a raw record contains. Raise Rejection with the reason if the record is not a valid page."""
    headers = read_headers(record, limits)
    text = _utf8(record.value, limits)
    envelope = _envelope(text, headers) if declares_json(text, headers) else _bare(text, headers)
    validate_text(envelope.text, limits)
    given = {**envelope.model_dump(include={"url", "licence", "robots"}), "source": headers.get("source") or envelope.source}
    metadata = clean_metadata(given, limits)
    cut = tuple(name for name in METADATA if (given.get(name) or "").strip() != (metadata.get(name) or ""))
    place = first_place(record)
    return Page(
        page_topic=place.topic,
        page_partition=place.partition,
        page_offset=place.offset,
        text=envelope.text,
        url=metadata["url"],
        source=source_named(metadata["source"], metadata["url"], limits),
        event_time=_event_time(envelope.fetched_at, place.arrival),
        layout=envelope.layout,
        licence=metadata["licence"],
        robots=metadata["robots"],
        cut=cut,
    )


def _utf8(value: bytes | None, limits: Limits) -> str:
    if not value:
        raise Rejection(Reason.PAGE_EMPTY, "the record has no value")
    if len(value) > limits.page_bytes:
        raise Rejection(Reason.PAGE_TOO_LARGE, f"{len(value)} bytes; at most {limits.page_bytes} are taken")
    try:
        return value.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise Rejection(Reason.PAGE_NOT_UTF8, f"byte {error.start}: {error.reason}") from None


def _envelope(text: str, headers: Mapping[str, str]) -> PageEnvelope:
    try:
        envelope = PageEnvelope.model_validate_json(text)
    except ValidationError as error:
        broken = error.errors(include_url=False)[0]["type"] == "json_invalid"
        raise Rejection(Reason.PAGE_BAD_JSON if broken else Reason.PAGE_BAD_SHAPE, first_error(error)) from None
    return envelope if envelope.url or "url" not in headers else envelope.model_copy(update={"url": headers["url"]})


def _bare(text: str, headers: Mapping[str, str]) -> PageEnvelope:
    given = {name: headers[name] for name in METADATA if headers.get(name)}
    try:
        return PageEnvelope.model_validate({"text": text, **given})
    except ValidationError as error:
        raise Rejection(Reason.PAGE_BAD_SHAPE, f"header {first_error(error)}") from None


def broker_time(arrival: int) -> datetime:
    """Return the arrival of a record, given in ms since 1970, as a time between 1970 and 2100."""
    return datetime.fromtimestamp(min(max(arrival, 0), LAST_ARRIVAL) / 1000, UTC)


def _event_time(fetched_at: datetime | None, arrival: int) -> datetime:
    """Return `fetched_at` if it is plausible, else the time of `arrival`, which is in ms.

    Later stages expire their state by this time. One record dated 2099 must not expire all of the state.
    """
    broker = broker_time(arrival)
    return fetched_at if fetched_at is not None and FIRST <= fetched_at <= broker + AHEAD else broker
