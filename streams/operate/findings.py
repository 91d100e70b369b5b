"""One finding of `silkwire doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Finding", "Health", "bad", "ok", "skipped", "warn"]

Health = Literal["ok", "warn", "bad", "skipped"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: its health, in words, and the command or step that helps."""

    name: str
    health: Health
    what: str
    remedy: str = ""


def ok(name: str, what: str) -> Finding:
    """Return a finding of a thing that is in order."""
    return Finding(name, "ok", what)


def warn(name: str, what: str, remedy: str) -> Finding:
    """Return a finding of a thing that works and should be looked at."""
    return Finding(name, "warn", what, remedy)


def bad(name: str, what: str, remedy: str) -> Finding:
    """Return a finding of a thing that is wrong."""
    return Finding(name, "bad", what, remedy)


def skipped(name: str, what: str) -> Finding:
    """Return a finding of a thing that could not be looked at, or does not matter here."""
    return Finding(name, "skipped", what)
