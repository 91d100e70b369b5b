"""All limits on input, in one model. docs/limits.md shows them as a table.

A page over a limit is rejected with a reason for that limit. If only an optional part of the page is over its
limit, that part is dropped, and the page's report names it. docs/decisions/0005 explains the values.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["LIMITS", "Limits"]

KIB, MIB = 1024, 1024 * 1024


class Limits(BaseModel):
    """The limits on a page. They limit counts and never durations, so a replay makes the same decisions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    batch_bytes: int = Field(16 * MIB, ge=MIB, description="bytes read of a compressed record batch; records after them are cut")
    record_bytes: int = Field(
        10 * MIB, ge=64 * KIB, description="bytes of a record's key, value and headers; a larger record is cut"
    )
    page_bytes: int = Field(4 * MIB, ge=1, description="bytes of a raw page's value; a larger page is refused")
    page_characters: int = Field(400_000, ge=1, description="characters of a page's text; a longer page is refused")
    page_lines: int = Field(5_000, ge=1, description="lines of a page's text, with blank ones; a longer page is refused")
    line_characters: int = Field(100_000, ge=1, description="characters of one line; a page with a longer one is refused")
    json_depth: int = Field(
        200, ge=200, le=200, description="nested JSON values, as the parser counts; a page with deeper ones is refused"
    )
    headers: int = Field(100, ge=1, description="number of headers of a raw page; a page with more is refused")
    header_bytes: int = Field(32 * KIB, ge=1, description="bytes of all names and values of headers; a page with more is refused")
    trace_bytes: int = Field(512, ge=55, description="bytes of a trace header; a longer one is not passed on")
    key_bytes: int = Field(8 * KIB, ge=1, description="bytes of a raw page's key; a page with a longer one is refused")
    url_characters: int = Field(2048, ge=1, description="characters of an address; a longer one is dropped")
    name_characters: int = Field(200, ge=1, description="characters of source, licence and robots; a longer one is dropped")
    articles: int = Field(300, ge=1, description="number of articles of a page; a page with more is refused")
    ticks: int = Field(400, ge=1, description="distinct ticks of a page; further ones are dropped")
    amount_digits: int = Field(
        40, ge=20, description="digits before, and digits after, the point of an amount; a record with more is refused"
    )


LIMITS = Limits()
