"""Encodes messages to JSON and decodes them, with pydantic."""

from __future__ import annotations

from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import to_json

from schemas.base import Message
from schemas.rejection import Reason, Rejection

__all__ = ["decode", "encode", "first_error"]

M = TypeVar("M", bound=Message)


def encode(message: Message) -> bytes:
    """Return the message as JSON. Equal messages give equal bytes."""
    return to_json(message)


def decode(kind: type[M], value: bytes | None, reason: Reason = Reason.RECORD_UNDECODABLE) -> M:
    """Decode JSON to a message of the class `kind`. Raise Rejection with `reason` if `value` is not such a message."""
    try:
        return kind.model_validate_json(value or b"")
    except ValidationError as error:
        raise Rejection(reason, first_error(error)) from None


def first_error(error: ValidationError) -> str:
    """Return the field and the text of pydantic's first error. The input itself is not quoted."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "record"
    return f"{place}: {first['msg']}"
