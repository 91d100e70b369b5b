"""Limits the harm of bad records and bad crawlers: holds per partition, and trials of suspect records."""

from __future__ import annotations

from streams.control.gate import Gate
from streams.control.gates import Gates
from streams.control.poison import BatchPlan
from streams.control.topic import ControlLog

__all__ = ["BatchPlan", "ControlLog", "Gate", "Gates"]
