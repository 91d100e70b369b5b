"""What all messages share: the base class with strict fields, and how JSON writes times and decimals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, ParamSpec, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from schemas.limits import LIMITS

__all__ = ["REPAIRED", "Amount", "Message", "Moment", "Provenance", "printable", "rfc3339", "trusted", "utc"]

P = ParamSpec("P")
M = TypeVar("M", bound=BaseModel)


def utc(moment: datetime) -> datetime:
    """Return the time in UTC, cut to milliseconds. A time without a zone is taken as UTC."""
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _moment(value: Any) -> Any:
    """Convert RFC 3339 text or a datetime to a datetime in UTC. Return any other value as it is: pydantic checks it."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    try:
        return utc(value) if isinstance(value, datetime) else value
    except OverflowError:
        raise ValueError("the time is outside of the years 1 to 9999 in UTC") from None


@lru_cache(maxsize=1024)
def rfc3339(moment: datetime) -> str:
    """Return a UTC time as RFC 3339 with milliseconds. Results are cached: the records of a batch share few times."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def printable(text: str) -> str:
    """Return the text without control, format and unassigned characters, and without lone surrogates."""
    return text if text.isprintable() else "".join(filter(str.isprintable, text))


def _decimal(value: Any) -> Any:
    """Raise ValueError for a float, whose digits may differ from the printed ones. Return any other value as it is."""
    if isinstance(value, float):
        raise ValueError("a decimal travels as a string, not as a float")  # noqa: TRY004  pydantic handles ValueError only
    return value


def _bounded(value: Decimal) -> Decimal:
    """Raise ValueError for an amount with too many digits. The exponent counts: "1e308" has 309 digits."""
    most, exponent = LIMITS.amount_digits, value.as_tuple().exponent
    if value.adjusted() >= most or not isinstance(exponent, int) or exponent < -most:
        raise ValueError(f"an amount has at most {most} digits before and {most} after the point")
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
    """The value of a record, as an immutable object. An unknown field is an error, unless a subclass ignores it."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null")


_set = object.__setattr__


def trusted(kind: Callable[P, M], *_: P.args, **fields: P.kwargs) -> M:
    """Return a message of the class `kind` with the given fields, without checking them.

    The caller passes every field, in the order of the class, with the value that a checked message would have.
    The function does what pydantic's `model_construct` does, but ignores defaults and aliases. It is six times
    as fast as the constructor with its checks.
    """
    # `kind` is a class. It is annotated as a constructor, so that mypy checks the fields.
    assert isinstance(kind, type)  # noqa: S101
    made: M = object.__new__(kind)
    _set(made, "__dict__", fields)
    _set(made, "__pydantic_fields_set__", set(fields))
    _set(made, "__pydantic_extra__", None)
    _set(made, "__pydantic_private__", None)
    return made


REPAIRED = (
    "repairs of the text, joined by '; ': 'utf-8 as cp1251' (UTF-8 that was read as windows-1251), "
    "'entities' (HTML entities in the text); null if there were none"
)


class Provenance(Message):
    """The origin of a record: the raw page from which the record was made."""

    page_topic: str = Field(description="topic of the raw page")
    page_partition: int = Field(ge=0, description="partition of the raw page")
    page_offset: int = Field(ge=0, description="offset of the raw page")
    source: str = Field(description="publisher as named by the crawler, else the host of the url, else 'unknown'")
    url: str | None = Field(default=None, description="address of the page, as given by the crawler")
    event_time: Moment = Field(description="time at which the page was fetched; at most 5 minutes after the broker's time")

    def provenance(self) -> dict[str, Any]:
        """Return the fields of Provenance by name, to build the next message from them."""
        return {name: getattr(self, name) for name in Provenance.model_fields}
