"""What keeps a bad record or a bad crawler from doing harm: holds, and trials of suspects."""

from __future__ import annotations

from streams.control.guard import Guard
from streams.control.guards import Guards
from streams.control.log import ControlLog
from streams.control.trials import Plan

__all__ = ["ControlLog", "Guard", "Guards", "Plan"]
