"""What 0.1.0 published for a few pages of our own: `0.1.0/topics/TOPIC.json` holds a list of records per topic."""

from __future__ import annotations

from typing import Any

import orjson

from schemas.topics import Topic
from tests.releases.recorded import FOLDER

__all__ = ["published"]


def published(topic: Topic) -> list[bytes]:
    """Return the values that 0.1.0 wrote to a topic; of pages.raw, what it read."""
    records: list[Any] = orjson.loads((FOLDER / "0.1.0" / "topics" / f"{topic.name}.json").read_bytes())
    return [orjson.dumps(record) for record in records]
