"""One hostile input: what is published, and what the rules make of it."""

from __future__ import annotations

from typing import NamedTuple

import orjson

from schemas.rejection import Reason

__all__ = ["Case", "bare", "enveloped"]

Headers = tuple[tuple[str, bytes], ...]


class Case(NamedTuple):
    """A raw record; `reason` None: it is carried, without the pieces named in `cut`."""

    name: str
    value: bytes | None
    reason: Reason | None = None
    headers: Headers = ()
    cut: tuple[str, ...] = ()
    key: bytes = b""


def bare(name: str, text: str, reason: Reason | None = None, *headers: tuple[str, bytes], cut: tuple[str, ...] = ()) -> Case:
    """Return a page of bare text."""
    return Case(name, text.encode(), reason, (("content-type", b"text/plain"), *headers), cut)


def enveloped(name: str, reason: Reason | None = None, *, cut: tuple[str, ...] = (), **fields: str) -> Case:
    """Return a page in JSON; its text is one line where none is given."""
    return Case(name, orjson.dumps({"text": "One line of text.", **fields}), reason, (), cut)
