"""What keeps a bad record or a bad crawler from doing harm: holds, and trials of suspects."""

from __future__ import annotations

from streams.control.gate import Guard
from streams.control.gates import Guards
from streams.control.poison import Plan
from streams.control.topic import ControlLog

__all__ = ["ControlLog", "Guard", "Guards", "Plan"]
