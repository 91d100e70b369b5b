"""Why a record is rejected: the closed list of reasons.

A stage rejects a record by raising Rejection, with a member of Reason and a detail. The code word of the reason is
also a metric label, a header of the rejected record, and a field of the page's report.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import ConfigDict, Field

from schemas.base import Message, printable

__all__ = ["Reason", "Rejection", "RejectionHeaders"]


LONGEST_DETAIL = 500


class Reason(StrEnum):
    """A reason for rejecting a record. `meaning` explains the code word, and `remedy` says what to do."""

    meaning: str
    remedy: str

    PAGE_EMPTY = "page.empty", "the record has no bytes, or its text is empty", "send the text of the page"
    PAGE_BLANK = "page.blank", "the text is white space only", "check the crawler's text extraction"
    PAGE_NOT_UTF8 = "page.not_utf8", "the bytes are not UTF-8", "decode the page and send UTF-8"
    PAGE_NUL = "page.nul", "the text has NUL characters", "send text, not a binary file"
    PAGE_BAD_JSON = (
        "page.bad_json",
        "the record is declared as JSON and is not valid JSON",
        "send valid JSON, or set content-type to text/plain",
    )
    PAGE_UNREADABLE = (
        "page.unreadable",
        "the encoding is broken, and no repair makes the text readable",
        "decode the page with its own charset",
    )
    PAGE_TOO_LARGE = "page.too_large", "the page has more bytes or characters than the limit", "publish the page in parts"
    PAGE_TOO_MANY_LINES = "page.too_many_lines", "the text has more lines than the limit", "check the crawler's text extraction"
    PAGE_LINE_TOO_LONG = "page.line_too_long", "a line of the text is longer than the limit", "keep the page's line breaks"
    PAGE_TOO_MANY_ARTICLES = "page.too_many_articles", "the page has more articles than the limit", "publish the page in parts"
    PAGE_HEADERS = "page.headers", "the key or the headers are over a limit", "send a shorter key, and fewer or shorter headers"
    PAGE_BAD_SHAPE = "page.bad_shape", "the JSON does not match the schema of a page", "send {text, url, source, fetched_at}"
    PAGE_UNCERTAIN = "page.uncertain", "the page was split with low confidence", "run `silkwire walk PAGE --explain`"
    PAGE_NO_ARTICLE = "page.no_article", "the page has text, but no article was found", "run `silkwire walk PAGE --explain`"
    RECORD_UNDECODABLE = (
        "record.undecodable",
        "a record of an internal topic does not match its schema",
        "find the other program that writes to the topic",
    )
    RECORD_UNREADABLE = (
        "record.unreadable",
        "the record is too large to be read, or breaks the wire format",
        "fix the producer of the record",
    )
    RECORD_TOO_LARGE = "record.too_large", "an output is larger than its topic allows", "publish the page in parts"
    QUARANTINED = (
        "record.quarantined",
        "the worker crashed three times on this record, and then a separate process that tried it",
        "install a fixed release, then replay the record",
    )
    BUG = "bug", "a stage failed on this record", "report the bug, and attach the rejected record"

    def __new__(cls, value: str, meaning: str, remedy: str) -> Self:
        """Return a member whose value is the code word `value`. `meaning` and `remedy` become attributes."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        member.remedy = remedy
        return member

    @classmethod
    def known(cls, word: str | None) -> Self | None:
        """Return the reason with this code word, or None if this release does not know the word."""
        return next((reason for reason in cls if reason.value == word), None)


class Rejection(Exception):  # noqa: N818  a verdict on the record, not an error of the program
    """The rejection of one record. `detail` may quote the record, so it is shortened and made printable."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        shown = printable(detail)[:LONGEST_DETAIL]
        super().__init__(f"{reason.value}: {shown}" if shown else reason.value)
        self.reason = reason
        self.detail = shown


class RejectionHeaders(Message):
    """Headers of a rejected record. A header's name is `silkwire-` plus the field's name, with hyphens for underscores.

    The key and the value are those of the original record. If they are too large for the topic, the value is cut
    to 64 KiB and the key to 1 KiB. `value_bytes` and `value_sha256` then describe the whole value.
    """

    model_config = ConfigDict(title="Rejection")

    stage: str = Field(description="stage that refused the record")
    reason: str = Field(description="code word, such as 'page.nul'; a reader must expect words that it does not know")
    detail: str = Field(description="one sentence about the reason")
    topic: str = Field(description="topic of the original record")
    partition: str = Field(description="partition of the original record, in digits")
    offset: str = Field(description="offset of the original record, in digits")
    value_bytes: str | None = Field(default=None, description="length of the whole value in bytes, if it was cut")
    value_sha256: str | None = Field(default=None, description="hash of the whole value, if it was cut")
    replays: str | None = Field(default=None, description="number of times that it was replayed, in digits")
    replay_of: str | None = Field(default=None, description="topic, partition and offset before the first replay")
    replay_algorithm: str | None = Field(default=None, description="algorithm of the stage at the last replay")
