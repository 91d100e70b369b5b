"""JSON Schema of every topic and the table of docs/limits.md: `make schemas` writes them from the models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from schemas.limits import LIMITS, Limits
from schemas.topics import TOPICS, Topic

__all__ = ["DIRECTORY", "LIMITS_PAGE", "file_name", "limits_page", "schema", "write"]

DIRECTORY = Path(__file__).parent / "json"
LIMITS_PAGE = Path(__file__).parents[1] / "docs" / "limits.md"


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


def limits_page(page: str) -> str:
    """Return docs/limits.md with its table written anew."""
    rows = [f"| `{name}` | {getattr(LIMITS, name):,} | {field.description} |" for name, field in Limits.model_fields.items()]
    before, begin, rest = page.partition("<!-- limits -->\n")
    _, end, behind = rest.partition("<!-- /limits -->")
    return "\n".join([f"{before}{begin}| limit | value | what it bounds |", "|---|--:|---|", *rows, f"{end}{behind}"])


def write(directory: Path = DIRECTORY) -> None:
    """Write all schemas, one file a topic."""
    directory.mkdir(exist_ok=True)
    for topic in TOPICS:
        (directory / file_name(topic)).write_text(json.dumps(schema(topic), indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    write()
    LIMITS_PAGE.write_text(limits_page(LIMITS_PAGE.read_text("utf-8")), "utf-8")
