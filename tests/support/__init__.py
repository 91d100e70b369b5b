"""What tests share: made pages, a real Kafka, and the programs of the product as child processes."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["ROOT", "SHARED"]

ROOT = Path(__file__).parents[2]

SHARED = Path(os.environ.get("SILKWIRE_SHARED", ROOT.parent / "shared"))
"""Real pages and gold sets; they belong to others and are no part of the repository."""
