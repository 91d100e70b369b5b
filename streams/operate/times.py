"""Reads and writes times in the forms that operators use: RFC 3339, or how long ago."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from streams.errors import UsageError

__all__ = ["ago", "format_time", "parse_time"]

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
AGO = re.compile(r"(\d{1,6})([smhd])")


def parse_time(text: str | None, now_ms: int) -> int | None:
    """Convert '15m', '2h', '3d' (that long ago) or an RFC 3339 time to ms since 1970. None stays None.

    Raises UsageError for any other text.
    """
    if text is None:
        return None
    if found := AGO.fullmatch(text.strip()):
        return now_ms - int(timedelta(**{UNITS[found[2]]: int(found[1])}) / timedelta(milliseconds=1))
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"{text!r} is not a time: write 15m, 2h, 3d (ago), or 2026-11-14T04:00:00Z") from None
    return int((time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp() * 1000)


def format_time(time_ms: int) -> str:
    """Convert ms since 1970 to RFC 3339 text in UTC, cut to seconds."""
    return datetime.fromtimestamp(max(0, time_ms) / 1000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def ago(seconds: float) -> str:
    """Return a duration as text in its largest unit: 42 s, 7 min, 3 h, 2 d."""
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s" if seconds >= 1 or not seconds else f"{seconds:.1f} s"
