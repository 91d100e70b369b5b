"""JSON Schema of every topic, generated from the messages: `make schemas` writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from schemas.topics import TOPICS, Topic

__all__ = ["DIRECTORY", "file_name", "schema", "write"]

DIRECTORY = Path(__file__).parent / "json"


def file_name(topic: Topic) -> str:
    """Return the file of a topic's schema."""
    return f"{topic.name}.v{topic.major}.schema.json"


def schema(topic: Topic) -> dict[str, Any]:
    """Return the topic's JSON Schema: of the value, or for rejected records of the headers.

    A reader's schema: it allows fields it does not know, since a minor release may add some.
    """
    generated = topic.message.model_json_schema(mode="serialization")
    _open(generated)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": file_name(topic), **generated}


def _open(node: Any) -> None:
    """Take the producers' rule against unknown fields out, all the way down."""
    if isinstance(node, dict):
        node.pop("additionalProperties", None) if node.get("additionalProperties") is False else None
        for child in node.values():
            _open(child)
    elif isinstance(node, list):
        for child in node:
            _open(child)


def write(directory: Path = DIRECTORY) -> None:
    """Write all schemas, one file a topic."""
    directory.mkdir(exist_ok=True)
    for topic in TOPICS:
        (directory / file_name(topic)).write_text(json.dumps(schema(topic), indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    write()
