"""What every message shares: strictness, time and decimals as they travel."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from schemas.limits import LIMITS

__all__ = ["REPAIRED", "Amount", "Message", "Moment", "Provenance", "printable", "rfc3339", "utc"]


def utc(moment: datetime) -> datetime:
    """Return the moment in UTC, in whole milliseconds as it travels; without a zone it is taken as UTC."""
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _moment(value: Any) -> Any:
    """Read RFC 3339 or a datetime into UTC; anything else is left to pydantic."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    try:
        return utc(value) if isinstance(value, datetime) else value
    except OverflowError:
        msg = "the moment lies outside of the years 1 to 9999 in UTC"
        raise ValueError(msg) from None


@lru_cache(maxsize=1024)
def rfc3339(moment: datetime) -> str:
    """Write a moment of UTC as it travels; the records of a batch share few moments."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def printable(text: str) -> str:
    """Return the text without control, format and unassigned characters, and without lone surrogates."""
    return text if text.isprintable() else "".join(filter(str.isprintable, text))


def _decimal(value: Any) -> Any:
    """Refuse a binary float: its digits are not the printed ones."""
    if isinstance(value, float):
        msg = "a decimal travels as a string, not as a float"
        raise ValueError(msg)  # noqa: TRY004  pydantic turns ValueError alone into a validation error
    return value


def _bounded(value: Decimal) -> Decimal:
    """Refuse an amount whose plain digits would not end: "1e308" is nine characters and 309 digits."""
    most, exponent = LIMITS.amount_digits, value.as_tuple().exponent
    if value.adjusted() >= most or not isinstance(exponent, int) or exponent < -most:
        msg = f"an amount has at most {most} digits before and {most} behind the point"
        raise ValueError(msg)
    return value


def _plain(value: Decimal) -> str:
    return format(value, "f")


Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    PlainSerializer(rfc3339, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time", "description": "RFC 3339, UTC, milliseconds"}),
]

Amount = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    Field(allow_inf_nan=False),
    AfterValidator(_bounded),
    PlainSerializer(_plain, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "description": "decimal as a string"}),
]


class Message(BaseModel):
    """A record's value: frozen; what we produce has no unknown field."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null")

    @classmethod
    def trusted(cls, fields: dict[str, Any]) -> Self:
        """Return a message of all its fields, in their order, as checked messages hold them: they are not checked again.

        What pydantic's `model_construct` does, without its search for defaults and aliases; six times as fast as checking.
        """
        made = cls.__new__(cls)
        _set(made, "__dict__", fields)
        _set(made, "__pydantic_fields_set__", set(fields))
        _set(made, "__pydantic_extra__", None)
        _set(made, "__pydantic_private__", None)
        return made


_set = object.__setattr__


REPAIRED = (
    "what was repaired in its text, joined by '; ': 'utf-8 as cp1251' (UTF-8 that had been read as windows-1251), "
    "'entities' (HTML entities that stood in the text); null where nothing was"
)


class Provenance(Message):
    """Where a record comes from: the raw page it was read off."""

    page_topic: str = Field(description="topic of the raw page")
    page_partition: int = Field(ge=0, description="partition of the raw page")
    page_offset: int = Field(ge=0, description="offset of the raw page")
    source: str = Field(description="publisher, as the crawler named it, else the host of the url, else 'unknown'")
    url: str | None = Field(default=None, description="address of the page, as the crawler gave it")
    event_time: Moment = Field(description="when the page was fetched, never later than broker time + 5 min")

    def provenance(self) -> dict[str, Any]:
        """Return the fields of provenance alone, to build the next message."""
        return {name: getattr(self, name) for name in Provenance.model_fields}
