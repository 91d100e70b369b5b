"""Encodes messages to JSON and decodes them, with pydantic."""

from __future__ import annotations

from typing import Literal, TypeVar

from pydantic import ValidationError
from pydantic_core import to_json

from schemas.base import Message
from schemas.rejection import Reason, Rejection

__all__ = ["decode", "encode", "first_error"]

M = TypeVar("M", bound=Message)


def encode(message: Message) -> bytes:
    """Return the message as JSON. Equal messages give equal bytes."""
    return to_json(message)


def decode(kind: type[M], value: bytes | None, *, unknown: Literal["ignore", "forbid"] = "ignore") -> M:
    """Return the message of this kind that the JSON holds; raise Rejection if it is invalid.

    Fields that this release does not know are ignored, because another release may have written the record.
    """
    try:
        return kind.model_validate_json(value or b"", extra=unknown)
    except ValidationError as error:
        raise Rejection(Reason.RECORD_UNDECODABLE, first_error(error)) from None


def first_error(error: ValidationError) -> str:
    """Return the field and the text of pydantic's first error. The input itself is not quoted."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "record"
    return f"{place}: {first['msg']}"
