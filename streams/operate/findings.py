"""What `silkwire doctor` says of one thing it looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Finding", "Health", "bad", "ok", "skipped", "warn"]

Health = Literal["ok", "warn", "bad", "skipped"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: how it is, in words, and the command or step that mends it."""

    name: str
    health: Health
    what: str
    mend: str = ""


def ok(name: str, what: str) -> Finding:
    """Return that a thing is as it should be."""
    return Finding(name, "ok", what)


def warn(name: str, what: str, mend: str) -> Finding:
    """Return that a thing works, and should be looked at."""
    return Finding(name, "warn", what, mend)


def bad(name: str, what: str, mend: str) -> Finding:
    """Return that a thing is wrong."""
    return Finding(name, "bad", what, mend)


def skipped(name: str, what: str) -> Finding:
    """Return that a thing could not be looked at, or does not matter here."""
    return Finding(name, "skipped", what)
