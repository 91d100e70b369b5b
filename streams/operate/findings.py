"""A finding of `silkwire doctor`: the result of one check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Finding", "Health", "bad", "ok", "skipped", "warn"]

Health = Literal["ok", "warn", "bad", "skipped"]


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check: the name of what was checked, its health, what was found, and what helps."""

    name: str
    health: Health
    what: str
    remedy: str = ""


def ok(name: str, what: str) -> Finding:
    """Return a finding about something that is in order."""
    return Finding(name, "ok", what)


def warn(name: str, what: str, remedy: str) -> Finding:
    """Return a finding about something that works but needs attention."""
    return Finding(name, "warn", what, remedy)


def bad(name: str, what: str, remedy: str) -> Finding:
    """Return a finding about something that is wrong."""
    return Finding(name, "bad", what, remedy)


def skipped(name: str, what: str) -> Finding:
    """Return a finding about something that was not checked, or does not matter here."""
    return Finding(name, "skipped", what)
