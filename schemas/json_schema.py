"""The JSON Schema of every topic, made from its message. `make schemas` writes them to schemas/json."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from schemas.topics import Topic

__all__ = ["DIRECTORY", "file_name", "schema"]

DIRECTORY = Path(__file__).parent / "json"
"""The committed schemas, one file per topic."""


def file_name(topic: Topic) -> str:
    """Return the name of a topic's schema file."""
    return f"{topic.name}.v{topic.major}.schema.json"


def schema(topic: Topic) -> dict[str, Any]:
    """Return the topic's JSON Schema: of the value or, for rejected records, of the headers.

    It is a reader's schema: it allows unknown fields, since a minor release may add some.
    """
    generated = topic.message.model_json_schema(mode="serialization")
    _allow_unknown(generated)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": file_name(topic), **generated}


def _allow_unknown(node: Any) -> None:
    """Remove the producers' rule against unknown fields, at every depth."""
    if isinstance(node, dict):
        node.pop("additionalProperties", None) if node.get("additionalProperties") is False else None
        for child in node.values():
            _allow_unknown(child)
    elif isinstance(node, list):
        for child in node:
            _allow_unknown(child)
