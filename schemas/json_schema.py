"""Makes the JSON Schema of each topic from its message class. `make schemas` writes the schemas to schemas/json."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from schemas.topics import Topic

__all__ = ["DIRECTORY", "file_name", "schema"]

DIRECTORY = Path(__file__).parent / "json"
"""Directory of the committed schemas, one file per topic."""


def file_name(topic: Topic) -> str:
    """Return the file name of a topic's schema."""
    return f"{topic.name}.v{topic.major}.schema.json"


def schema(topic: Topic) -> dict[str, Any]:
    """Return the JSON Schema of a topic: it describes the values or, for rejected records, the headers.

    The schema is for consumers. It allows unknown fields, because a minor release may add fields.
    """
    generated = topic.message.model_json_schema(mode="serialization")
    _allow_unknown(generated)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": file_name(topic), **generated}


def _allow_unknown(node: Any) -> None:
    """Remove `"additionalProperties": false` at every depth: this rule is for producers only."""
    if isinstance(node, dict):
        node.pop("additionalProperties", None) if node.get("additionalProperties") is False else None
        for child in node.values():
            _allow_unknown(child)
    elif isinstance(node, list):
        for child in node:
            _allow_unknown(child)
