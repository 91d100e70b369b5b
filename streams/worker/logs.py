"""The worker's log, for programs to read: one JSON object per line, on standard error.

Page text is never logged above DEBUG.
"""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime

import orjson

from streams.escape import escape

__all__ = ["FIELDS", "JsonFormatter", "setup"]

FIELDS = {
    "time": "RFC 3339, UTC, milliseconds",
    "level": "DEBUG, INFO, WARNING or ERROR",
    "logger": "the module that speaks",
    "message": "what happened; control characters are escaped as JSON does, 4,000 characters at most",
    "error": "the exception, where one is logged",
    "trace": "its stack, where one is logged; 4,000 characters at most",
}

LONGEST_MESSAGE = 4000

QUIET = {"aiokafka": logging.CRITICAL, "faust": logging.WARNING, "mode": logging.WARNING, "asyncio": logging.ERROR}
"""Lowest level that is logged from each library.

These libraries log many normal events: rebalances, reconnects, a broker that is not up yet.
"""


class JsonFormatter(logging.Formatter):
    """Formats a log record as one line of JSON. Control and format characters are escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the log record as one line of JSON."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage()[:LONGEST_MESSAGE],
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = repr(record.exc_info[1])[:LONGEST_MESSAGE]
            line["trace"] = self.formatException(record.exc_info)[-LONGEST_MESSAGE:]
        return escape(orjson.dumps(line, default=str).decode("utf-8", "replace"))


def setup(level: str) -> None:
    """Write all log records of `level` or higher to standard error as JSON. QUIET has the exceptions."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, floor in QUIET.items():
        logging.getLogger(name).setLevel(max(floor, logging.getLevelName(level)))
