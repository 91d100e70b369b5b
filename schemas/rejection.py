"""Why a record is rejected: the closed list of reasons.

A stage rejects a record by raising Rejection, with a member of Reason and a detail. The word of the reason is
also the metric label, a header of the rejected record, and a field of the page's report.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import ConfigDict, Field

from schemas.base import Message, printable

__all__ = ["Reason", "Rejection", "RejectionHeaders"]


LONGEST_DETAIL = 500


class Reason(StrEnum):
    """Why a record was refused; `meaning` says it in words, `mend` what to do."""

    meaning: str
    mend: str

    PAGE_EMPTY = "page.empty", "the record has no bytes, or its text is empty", "send the text of the page"
    PAGE_BLANK = "page.blank", "the text holds white space only", "check the crawler's text extraction"
    PAGE_NOT_UTF8 = "page.not_utf8", "the bytes are not UTF-8", "decode the page and send UTF-8"
    PAGE_NUL = "page.nul", "the text holds NUL characters", "send text, not a binary file"
    PAGE_BAD_JSON = "page.bad_json", "the record claims to be JSON and is not", "send JSON, or content-type text/plain"
    PAGE_UNREADABLE = "page.unreadable", "no repair of its encoding makes the text readable", "decode the page by its own charset"
    PAGE_TOO_LARGE = "page.too_large", "the page has more bytes or characters than one may", "publish the page in parts"
    PAGE_TOO_MANY_LINES = "page.too_many_lines", "the text has more lines than a page may", "check the text extraction"
    PAGE_LINE_TOO_LONG = "page.line_too_long", "a line of the text is longer than one may be", "keep the page's line breaks"
    PAGE_TOO_MANY_ARTICLES = "page.too_many_articles", "the page holds more articles than one may", "publish it in parts"
    PAGE_HEADERS = "page.headers", "key or headers are more or larger than they may be", "send the documented headers alone"
    PAGE_BAD_SHAPE = "page.bad_shape", "the JSON is no page envelope", "send {text, url, source, fetched_at}"
    PAGE_UNCERTAIN = "page.uncertain", "the page was cut, and not with confidence", "look at it with `silkwire walk --explain`"
    PAGE_NO_ARTICLE = "page.no_article", "the page has text and no article was found", "look at it with `silkwire walk --explain`"
    RECORD_UNDECODABLE = "record.undecodable", "an internal record does not match its schema", "look for a foreign writer"
    RECORD_UNREADABLE = "record.unreadable", "the record is too large to be read, or breaks the wire format", "fix its producer"
    RECORD_TOO_LARGE = "record.too_large", "an output is larger than its topic takes", "publish the page in parts"
    QUARANTINED = "record.quarantined", "the process died three times working on it", "replay it with a fixed release"
    BUG = "bug", "a stage failed on this record", "report it with the rejected record"

    def __new__(cls, value: str, meaning: str, mend: str) -> Self:
        """Make the code word the value, with its two sentences as attributes."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        member.mend = mend
        return member

    @classmethod
    def known(cls, word: str | None) -> Self | None:
        """Return the reason of a code word, None for a word of another release."""
        return next((reason for reason in cls if reason.value == word), None)


class Rejection(Exception):  # noqa: N818  it is a verdict on the record, no error of the program
    """The rejection of one record. Its detail is shortened and made printable, because it may quote the record."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        shown = printable(detail)[:LONGEST_DETAIL]
        super().__init__(f"{reason.value}: {shown}" if shown else reason.value)
        self.reason = reason
        self.detail = shown


class RejectionHeaders(Message):
    """Headers of a rejected record, each behind `silkwire-`; key and value are the original's.

    A value over the topic's limit is cut to its first 64 KiB: then `value_bytes` and
    `value_sha256` (header names with hyphens) tell of the whole.
    """

    model_config = ConfigDict(title="Rejection")

    stage: str = Field(description="stage that refused it")
    reason: Reason = Field(description="code word")
    detail: str = Field(description="one sentence to the reason")
    topic: str = Field(description="topic it stood on")
    partition: str = Field(description="its partition, in digits")
    offset: str = Field(description="its offset, in digits")
    value_bytes: str | None = Field(default=None, description="length of the whole value, where it was cut")
    value_sha256: str | None = Field(default=None, description="hash of the whole value, where it was cut")
    replays: str | None = Field(default=None, description="how often an operator had sent it again, in digits")
    replay_of: str | None = Field(default=None, description="where it stood before the first of these")
    replay_algorithm: str | None = Field(default=None, description="algorithm of the stage that was to take it then")
